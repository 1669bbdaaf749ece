-- What a user of Neovim does: the init file was read at the start, a list is open. What is seen goes to $RESULT as JSON.
local seen = {}

local function wait(what, probe)
  if not vim.wait(60000, probe, 20) then
    error('waited in vain for ' .. what)
  end
end

local function codes()
  local found = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(0)) do
    table.insert(found, diagnostic.code or diagnostic.user_data.lsp.code)
  end
  return found
end

local function check()
  wait('diagnostics', function()
    return #vim.diagnostic.get(0) > 0
  end)
  seen.found = codes()
  local first = vim.diagnostic.get(0)[1]
  seen.place = { first.lnum, first.col }

  vim.api.nvim_win_set_cursor(0, { first.lnum + 1, first.col })
  vim.lsp.buf.hover()
  wait('the hover', function()
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= '' then
        local buffer = vim.api.nvim_win_get_buf(window)
        seen.hover = table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n')
        vim.api.nvim_win_close(window, true)
        return true
      end
    end
  end)

  vim.ui.select = function(items, options, choose)
    seen.fix = options.format_item(items[1])
    choose(items[1], 1)
  end
  vim.lsp.buf.code_action()
  wait('the fix', function()
    return #vim.diagnostic.get(0) == 0
  end)
  seen.fixed = vim.api.nvim_buf_get_lines(0, first.lnum, first.lnum + 1, false)[1]

  vim.cmd('edit ' .. vim.env.SCRIPT)
  wait('diagnostics of the script', function()
    return #vim.diagnostic.get(0) > 0
  end)
  seen.script = codes()
end

local ok, message = pcall(check)
if not ok then
  seen.error = message
end
local file = assert(io.open(vim.env.RESULT, 'w'))
file:write(vim.json and vim.json.encode(seen) or vim.fn.json_encode(seen))
file:close()
vim.cmd('qall!')
