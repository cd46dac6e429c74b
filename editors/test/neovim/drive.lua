-- Drives a headless Neovim with the shipped lsp/manicule.lua, by the keys and commands a writer uses.
-- run: nvim --clean --headless -l drive.lua BLOG      (BLOG is a copy that may be changed)
-- The last line is `N passed, N failed`; the exit status says the same.

local here = vim.fs.dirname(vim.fs.abspath(_G.arg[0]))
local blog = assert(vim.uv.fs_realpath(_G.arg[1]))
local post = blog .. '/_posts/2021-03-04-lighthouse.md'
local passed, failed = 0, 0

local function check(what, good, seen)
  if good then
    passed = passed + 1
    io.stdout:write('ok   ', what, '\n')
  else
    failed = failed + 1
    io.stdout:write('FAIL ', what, '\n     saw: ', vim.inspect(seen), '\n')
  end
end

--- Looks until what it sees is good (a predicate, or a value to be equal to), checks that, and returns what it saw.
local function becomes(what, good, look)
  local seen
  local came = vim.wait(10000, function()
    seen = look()
    if type(good) == 'function' then return good(seen) and true or false end
    return vim.deep_equal(seen, good)
  end, 20)
  check(what, came, seen)
  return seen
end

-- The Neovim that is looked at is a child, so that its keys are real ones and its insert mode a real insert mode.
local child = {}

function child.start(path)
  child.channel = vim.fn.jobstart(
    { vim.v.progpath, '--clean', '-u', here .. '/init.lua', '--embed', '--headless', '-n', path },
    { rpc = true, env = { MANICULE_NEOVIM = vim.fs.normalize(here .. '/../../neovim'), XDG_STATE_HOME = blog .. '/.state' } }
  )
end

function child.stop()
  pcall(vim.rpcrequest, child.channel, 'nvim_command', 'qa!')
  vim.fn.jobwait({ child.channel }, 5000)
end

function child.lua(code, ...)
  local value = vim.rpcrequest(child.channel, 'nvim_exec_lua', code, { ... })
  if value == vim.NIL then return nil end
  return value
end

function child.keys(keys)
  vim.rpcrequest(child.channel, 'nvim_input', keys)
end

--- Reads the post anew, as it is on disk.
local function afresh()
  child.keys('<C-\\><C-n>')
  child.lua([[vim.cmd('silent! cclose | silent only | silent edit!')]])
end

--- Puts the cursor on the first character of the first place where a literal text stands.
local function cursor_on(text)
  child.keys('<C-\\><C-n>')
  local found = child.lua([[vim.fn.cursor(1, 1) return vim.fn.search('\\V' .. vim.fn.escape(..., '\\'), 'cW')]], text)
  assert(found > 0, 'the post has no ' .. text)
end

local function line()
  return child.lua([[return vim.api.nvim_get_current_line()]])
end

local function holds(text)
  return function(seen) return seen and seen:find(text, 1, true) end
end

--- The findings that the writer sees, each as `code: the text it stands under`.
local function findings()
  return child.lua([[
    local seen = {}
    for _, d in ipairs(vim.diagnostic.get(0)) do
      local text = vim.api.nvim_buf_get_text(0, d.lnum, d.col, d.end_lnum, d.end_col, {})
      seen[#seen + 1] = ('%s: %s'):format(d.code, table.concat(text, '\n'))
    end
    table.sort(seen)
    return seen
  ]])
end

--- The text of the floating window, once there is one.
local function float()
  return child.lua([[
    for _, win in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(win).relative ~= '' then
        return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(win), 0, -1, true), '\n')
      end
    end
  ]])
end

local function attaching()
  local client = becomes('attaches to a post', function(client) return client and client.initialized end, function()
    return child.lua([[
      local client = vim.lsp.get_clients({ bufnr = 0, name = 'manicule' })[1]
      return client and { initialized = client.initialized, root = client.root_dir, encoding = client.offset_encoding,
        info = client.server_info, formats = client:supports_method('textDocument/formatting') }
    ]])
  end)
  check('the root is the folder of _config.yml', client.root == blog, client.root)
  check('positions are UTF-8', client.encoding == 'utf-8', client.encoding)
  check('the server says its name and version', client.info.name == 'manicule' and client.info.version, client.info)
  check('no formatting is offered', client.formats == false, client.formats)
end

local function diagnosing()
  local dangling = 'undefined-footnote: {% fn 3 %}'
  becomes('a reference without a text is marked, after emoji', { dangling }, findings)
  cursor_on('{{ "It is blown')
  child.keys('o<CR>{{ "Its bell is in the museum." | fndetail: 3 }}<Esc>')
  becomes('the mark goes when the text is written', {}, findings)
  child.keys('dd')
  becomes('and comes back when it is taken away', { dangling }, findings)
  cursor_on('![The tower')
  child.keys('O![The fog horn](/images/horn.png)<CR><Esc>')
  becomes('a missing image is marked while typing', { 'missing-image: /images/horn.png', dangling }, findings)
  cursor_on('horn.png')
  child.keys('ct.tower<Esc>')
  becomes('the mark goes when the path is right', { dangling }, findings)
  afresh()
end

local function going()
  cursor_on('{% fn 2 %}')
  child.keys('<C-]>')
  becomes('the definition of a reference is its text', holds('fndetail: 2'), line)
  child.keys('<C-]>')
  becomes('and back again', holds('{% fn 2 %}'), line)
  cursor_on('{% fn 1 %}')
  child.keys('grr')
  becomes('references list both places and the text', { 8, 14, 16 }, function()
    return child.lua([[
      local lines = vim.tbl_map(function(item) return item.lnum end, vim.fn.getqflist())
      table.sort(lines)
      return lines
    ]])
  end)
  afresh()
end

local function hovering()
  cursor_on('{% fn 1 %}')
  child.keys('K')
  becomes('hover on a reference shows its text', holds('Timed from the pier'), float)
  afresh()
  cursor_on('/images/tower.png')
  child.keys('K')
  local seen = becomes('hover on an image tells its path', holds('images/tower.png'), float) or ''
  check('its size in pixels', seen:find('240%D+160'), seen)
  check('and its bytes', seen:find('1%.6 kB'), seen)
  afresh()
end

--- Types at the end of the post, accepts footnote 2, and checks the line that this leaves.
local function accepts(what, setup, ask)
  child.keys('<C-\\><C-n>')
  child.lua(setup)
  child.keys('Go<CR>Seen{% fn ' .. ask)
  local labels = becomes(what .. ', each footnote is offered', function(seen) return #seen > 1 end, function()
    return child.lua([[
      if vim.fn.pumvisible() == 0 then return {} end
      return vim.tbl_map(function(item) return item.abbr end, vim.fn.complete_info({ 'items' }).items)
    ]])
  end)
  local second
  for i, label in ipairs(labels) do
    if vim.startswith(label, '2') then second = i end
  end
  local selected = child.lua([[return vim.fn.complete_info({ 'selected' }).selected]]) + 1
  child.keys(('<C-n>'):rep((second or 1) - selected) .. '<C-y>')
  becomes(what .. ', accepting one closes the tag once', 'Seen{% fn 2 %}', line)
  afresh()
  return labels
end

local function completing()
  local while_typing = [[
    local client = vim.lsp.get_clients({ name = 'manicule' })[1]
    vim.lsp.completion.enable(false, client.id, 0)
    vim.lsp.completion.enable(true, client.id, 0, { autotrigger = true })
  ]]
  local labels = accepts('by hand', '', '<C-x><C-o>')
  check('the next free number is offered', vim.iter(labels):any(function(l) return vim.startswith(l, '4') end), labels)
  accepts('while typing', while_typing, '')
  accepts('after a brace that closed itself', while_typing .. [[vim.keymap.set('i', '{', '{}<Left>')]], '')
  accepts('after a tag that closed itself', while_typing .. [[
    vim.keymap.set('i', '{', '{%%}<Left><Left>')
    vim.keymap.set('i', '%', '<Nop>')
  ]], '')
end

local function seeing_structure()
  cursor_on('{% fn 1 %}')
  child.lua([[vim.lsp.buf.document_highlight()]])
  becomes('every place of a footnote is highlighted', { 8, 14, 16 }, function()
    return child.lua([[
      local lines = {}
      for _, space in pairs(vim.api.nvim_get_namespaces()) do
        for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(0, space, 0, -1, { details = true })) do
          if vim.startswith(mark[4].hl_group or '', 'LspReference') then lines[#lines + 1] = mark[2] + 1 end
        end
      end
      table.sort(lines)
      return lines
    ]])
  end)
  child.lua([[vim.lsp.buf.clear_references()]])
  child.keys('gO')
  becomes('the outline lists the headings', { 'The lamp', 'The keeper' }, function()
    return child.lua([[
      return vim.iter(vim.fn.getloclist(0)):map(function(item)
        return item.text:match('The lamp$') or item.text:match('The keeper$')
      end):totable()
    ]])
  end)
  child.lua([[vim.cmd('lclose')]])
  afresh()
  child.lua([[
    vim.wo.foldmethod = 'expr'
    vim.wo.foldexpr = 'v:lua.vim.lsp.foldexpr()'
  ]])
  cursor_on('## The lamp')
  becomes('a section folds from its heading to the next', { 6, 10 }, function()
    return child.lua([[
      vim.cmd('normal! zMzv')
      pcall(vim.cmd, 'normal! zc')
      return { vim.fn.foldclosed('.'), vim.fn.prevnonblank(vim.fn.foldclosedend('.')) }
    ]])
  end)
  child.lua([[vim.wo.foldmethod = 'manual' vim.cmd('normal! zE')]])
end

local function renaming()
  cursor_on('fn 1 %}')
  child.keys('w')
  child.lua([[vim.lsp.buf.rename('pier')]])
  becomes('rename changes both places and the text', { '{% fn pier %}', '{% fn pier %}', "fndetail: 'pier'" }, function()
    return child.lua([[
      local found = {}
      for _, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, true)) do
        for seen in line:gmatch('{%% fn pier %%}') do found[#found + 1] = seen end
        for seen in line:gmatch('fndetail: "?\'?pier"?\'?') do found[#found + 1] = seen end
      end
      return found
    ]])
  end)
  child.keys('u')
  becomes('and one undo takes it back', false, function()
    return child.lua([[return vim.fn.search('pier\\>.*%}', 'nw') > 0 and vim.fn.search('fn pier', 'nw') > 0]])
  end)
  afresh()
end

local function acting()
  cursor_on('{% fn 3 %}')
  child.lua([[vim.lsp.buf.code_action({
    context = { only = { 'quickfix' }, diagnostics = vim.lsp.diagnostic.from(vim.diagnostic.get(0)) },
    filter = function(action) return action.isPreferred end, apply = true,
  })]])
  becomes('a quick fix writes the missing note', {}, findings)
  afresh()
  cursor_on('She counted')
  child.keys('e')
  child.lua([[vim.cmd('LspManiculeInsertFootnote')]])
  becomes('a command inserts a footnote with the next free number', holds('{% fn 4 %}'), function()
    return child.lua([[return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\n')]])
  end)
  afresh()
end

local function reporting()
  child.lua([[vim.cmd('LspManiculeReport')]])
  local told = becomes('a command opens what a report has to tell', holds('## What the editor can do'), function()
    return child.lua([[return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\n')]])
  end) or ''
  check('with the versions of both', holds('editor: Neovim')(told) and holds('- manicule ')(told), told)
  check('in a text that is no file', child.lua([[return vim.bo.buftype]]) == 'nofile', child.lua([[return vim.bo.buftype]]))
  child.lua([[vim.cmd('bwipeout!')]])
end

local function stopping()
  child.lua([[vim.lsp.enable('manicule', false)]])
  becomes('stops when asked to', 0, function() return child.lua([[return #vim.lsp.get_clients({ name = 'manicule' })]]) end)
end

child.start(post)
local good, problem = pcall(function()
  attaching()
  diagnosing()
  going()
  hovering()
  seeing_structure()
  renaming()
  acting()
  completing()
  reporting()
  stopping()
end)
if not good then check('the drive goes through', false, problem) end
child.stop()
io.stdout:write(('%d passed, %d failed\n'):format(passed, failed))
os.exit(failed == 0 and 0 or 1)
