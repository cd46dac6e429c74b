-- What a reader of editors/neovim/README.md has: the shipped file on the runtime path, and one call.
vim.opt.runtimepath:append(vim.env.MANICULE_NEOVIM)
vim.lsp.enable('manicule')
