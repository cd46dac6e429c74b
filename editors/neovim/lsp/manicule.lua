---@brief
---
--- manicule, a language server for blog Markdown: footnotes, images and links, checked the way the blog's generator
--- builds them. Install it with `cargo install manicule`; it needs no settings.

---@type vim.lsp.Config
return {
  cmd = { 'manicule', 'server', '--stdio' },
  filetypes = { 'markdown', 'quarto' },
  root_markers = {
    'manicule.toml',
    '_config.yml', -- Jekyll and fastpages
    '_config.yaml',
    '_config.toml',
    '_quarto.yml', -- Quarto
    '_quarto.yaml',
    'hugo.toml', -- Hugo
    'hugo.yaml',
    'hugo.yml',
    'hugo.json',
    'config/_default',
    'zola.toml', -- Zola
    '.eleventy.js', -- Eleventy
    'eleventy.config.js',
    'eleventy.config.mjs',
    'eleventy.config.cjs',
    'astro.config.mjs', -- Astro
    'astro.config.js',
    'astro.config.ts',
    '.git',
  },
  on_attach = function(client, bufnr)
    -- Completing by hand (CTRL-X CTRL-O) then inserts the whole edit, not only its first word. A popup while typing
    -- stays the reader's choice, and so does whatever another completion plugin does.
    vim.lsp.completion.enable(true, client.id, bufnr)

    --- A command for an action of the server at the cursor, which it knows by its kind.
    local function command(name, kind, desc)
      vim.api.nvim_buf_create_user_command(bufnr, name, function()
        vim.lsp.buf.code_action({ context = { only = { kind }, diagnostics = {} }, apply = true })
      end, { desc = desc })
    end
    command('LspManiculeInsertFootnote', 'refactor.rewrite.manicule.insertFootnote', 'Insert a footnote')
    command('LspManiculeRenumber', 'refactor.rewrite.manicule.renumber', 'Renumber the footnotes in reading order')
    command('LspManiculeConvert', 'refactor.rewrite.manicule.convert', 'Write the footnotes the other way')

    vim.api.nvim_buf_create_user_command(bufnr, 'LspManiculeReport', function()
      client:request('manicule/report', vim.empty_dict(), function(problem, report)
        local said = report or ('The server does not answer: ' .. (problem and problem.message or 'it says nothing'))
        vim.cmd.new()
        local lines = vim.split(said, '\n')
        vim.list_extend(lines, { '', ('Neovim %s'):format(tostring(vim.version())) })
        vim.api.nvim_buf_set_lines(0, 0, -1, true, lines)
        vim.bo.buftype = 'nofile'
        vim.bo.filetype = 'markdown'
      end, bufnr)
    end, { desc = 'Open what a report of a problem has to tell; nothing is sent' })
  end,
}
