" Drives Vim with ALE, the poorest of clients: plain text, no snippets, diagnostics pushed, UTF-16 columns taken for bytes.
" run: BLOG=copy-of-the-blog SAID=file vim -es -n -i NONE -Nu drive.vim -c 'call Drive()'
" The last line of the file is `N passed, N failed`; the exit status says the same.
set nocompatible hidden
filetype plugin on
packadd! ale
let g:ale_linters_explicit = 1
let g:ale_linters = {'markdown': ['manicule']}
let g:ale_hover_to_preview = 1

" The setup that editors/others.md gives.
function! ManiculeRoot(buffer) abort
  let l:config = ale#path#FindNearestFile(a:buffer, '_config.yml')
  return empty(l:config) ? expand('#' . a:buffer . ':p:h') : fnamemodify(l:config, ':h')
endfunction
call ale#linter#Define('markdown', {
\ 'name': 'manicule',
\ 'lsp': 'stdio',
\ 'executable': 'manicule',
\ 'command': '%e server --stdio',
\ 'project_root': function('ManiculeRoot'),
\})

let s:passed = 0
let s:failed = 0
let s:said = []

function! s:Check(what, good, seen) abort
  if a:good
    let s:passed += 1
    call add(s:said, 'ok   ' . a:what)
  else
    let s:failed += 1
    call extend(s:said, ['FAIL ' . a:what, '     saw: ' . string(a:seen)])
  endif
endfunction

function! s:Becomes(what, good, look) abort
  let l:seen = a:look()
  for l:turn in range(200)
    if a:good(l:seen) | break | endif
    sleep 50m
    let l:seen = a:look()
  endfor
  call s:Check(a:what, a:good(l:seen), l:seen)
endfunction

function! s:CursorOn(text) abort
  call cursor(1, 1)
  call search('\V' . a:text, 'c')
  normal! 3l
endfunction

function! s:Preview() abort
  for l:window in range(1, winnr('$'))
    if getwinvar(l:window, '&previewwindow') | return join(getbufline(winbufnr(l:window), 1, '$'), "\n") | endif
  endfor
  return ''
endfunction

function! s:Drive() abort
  execute 'edit' $BLOG . '/_posts/2021-03-04-lighthouse.md'
  set filetype=markdown
  ALELint
  let l:Lines = {-> map(getloclist(0), 'v:val.lnum')}
  call s:Becomes('a reference without a text is marked', {seen -> seen == [8]}, l:Lines)
  call s:Check('the message names it', getloclist(0)[0].text =~# '3', getloclist(0))
  call append('$', ['', '{{ "Its bell is in the museum." | fndetail: 3 }}'])
  ALELint
  call s:Becomes('the mark goes when the text is written', {seen -> seen == []}, l:Lines)

  call s:CursorOn('{% fn 1 %}')
  ALEHover
  call s:Becomes('hover on a reference shows its text', {seen -> seen =~# 'Timed from the pier'}, {-> s:Preview()})
  pclose
  ALEFindReferences -quickfix
  call s:Becomes('references are listed', {seen -> len(seen) >= 2}, function('getqflist'))
  cclose
  call s:CursorOn('{% fn 1 %}')
  ALEGoToDefinition
  call s:Becomes('the definition of a reference is its text', {seen -> seen =~# 'fndetail: 1'}, {-> getline('.')})
endfunction

function! Drive() abort
  try
    call s:Drive()
  catch
    call s:Check('the drive goes through', 0, v:exception . ' at ' . v:throwpoint)
  endtry
  call writefile(s:said + [printf('%d passed, %d failed', s:passed, s:failed)], $SAID)
  execute s:failed ? 'cquit!' : 'qall!'
endfunction
