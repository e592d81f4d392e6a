-- SPDX-License-Identifier: GPL-3.0-or-later
-- touchosc_host.lua SCRIPT NAMES: runs the script of a layout's root with stand-ins for TouchOSC's functions, by lines on stdin:
--
--     frame MS                       calls update() at that time
--     touch NAME                     a finger lies on that control; _ stands for a space
--     size NAME X Y W H              the frame of that control
--     message PATH [TAG VALUE]...    comes in
--
-- NAMES is a file with the names of the layout's controls. It prints all that the script sends, shows and answers.
local script, names = arg[1], arg[2]
local now, controls = 0, {}

-- A table that prints what is written into it.
local function told(prefix, stored)
  return setmetatable({}, {
    __index = stored,
    __newindex = function(_, key, value)
      stored[key] = value
      print(prefix .. '.' .. key .. ' = ' .. tostring(value))
    end})
end

for name in io.lines(names) do
  controls[name] = told(name, {values = told(name, {touch = false})})
end

root = {findByName = function(_, name) return controls[name] end}

function getMillis()
  return now
end

function sendOSC(path, ...)
  print(table.concat({'sent', path, ...}, ' '))
end

local function spaced(text)
  return (text:gsub('_', ' '))
end

dofile(script)

local verbs = {
  frame = function(words)
    now = tonumber(words[2])
    update()
  end,
  touch = function(words)
    rawset(controls[spaced(words[2])], 'values', {touch = true})
  end,
  size = function(words)
    local name = spaced(words[2])
    local x, y, w, h = unpack(words, 3)
    rawset(controls[name], 'frame', told(name, {x = tonumber(x), y = tonumber(y), w = tonumber(w), h = tonumber(h)}))
  end,
  message = function(words)
    local arguments = {}
    for i = 3, #words, 2 do
      local tag, value = words[i], words[i + 1]
      arguments[#arguments + 1] = {tag = tag, value = tag == 's' and spaced(value) or tonumber(value)}
    end
    print('handled ' .. tostring(onReceiveOSC({words[2], arguments}, {true})))
  end,
}

for line in io.lines() do
  local words = {}
  for word in line:gmatch('%S+') do
    words[#words + 1] = word
  end
  verbs[words[1]](words)
end
print('end')
