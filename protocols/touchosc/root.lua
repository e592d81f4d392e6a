-- SPDX-License-Identifier: GPL-3.0-or-later
-- The script of the layout's root: subscribes, answers the token, and shows what no control can receive by itself.

local RECEIVE_PORT = 9010       -- as set for TouchOSC's connection 1
local RENEW_MS = 20000          -- the lease is 60 s
local UPDATES_HZ, METERS_HZ = 10, 10
local LOWEST_DB = -60           -- at the foot of a meter

local unpack = table.unpack or unpack
local controls = {}             -- by name; false = there is none
local renewed                   -- when it last subscribed
local playing                   -- the model that plays

local function find(name)
  if controls[name] == nil then
    controls[name] = root:findByName(name, true) or false
  end
  return controls[name]
end

local function isTouched(name)
  local control = find(name)
  return control and control.values.touch
end

-- Fills the lines of that name, which have numbers from the second on.
local function show(name, text)
  local number, label = 1, find(name)
  while label do
    label.values.text = text
    number = number + 1
    label = find(name .. ' ' .. number)
  end
end

local function showLevel(name, db)
  local meter = find(name)
  if meter then
    meter.values.x = math.max(0, math.min(1, 1 - db / LOWEST_DB))
  end
end

local function ask(path)
  sendOSC('/aeolian' .. path)
end

local function askForPlace()
  if not isTouched('map') then
    ask('/encoding/x')
    ask('/encoding/y')
  end
  ask('/encoding/vector')
end

local function askForFaders(count)
  for i = 0, math.min(count, 16) - 1 do
    if not isTouched('/encoding/dim/' .. i) then
      ask('/encoding/dim/' .. i)
    end
  end
end

-- Shows a pad with its words, or hides both.
local function setPad(kind, number, name)
  local pad, words = find(kind .. ' pad ' .. number), find(kind .. ' name ' .. number)
  if pad and words then
    pad.tag = name or ''
    words.values.text = name or ''
    pad.visible = name ~= nil
    words.visible = name ~= nil
  end
end

-- Puts a name at its place on the map, whose y counts from the bottom, or hides it.
local function setPlace(number, name, x, y)
  local map, words = find('map'), find('place ' .. number)
  if not map or not words then
    return
  end
  words.visible = name ~= nil
  if name then
    words.values.text = name
    words.frame.x = map.frame.x + x * (map.frame.w - words.frame.w)
    words.frame.y = map.frame.y + (1 - y) * (map.frame.h - words.frame.h)
  end
end

-- Has `set` called with the number and the values of each entry of a list, which may come in several parts, and with the
-- number alone for those that are gone.
local function follow(path, set, handlers)
  local count, last, isMore = 0, 0, false
  handlers[path .. '/start'] = function()
    count, isMore = isMore and count or 0, false
  end
  handlers[path .. '/name'] = function(...)
    count = count + 1
    set(count, ...)
  end
  handlers[path .. '/more'] = function(next)
    isMore = true
    sendOSC('/aeolian' .. path, next)
  end
  handlers[path .. '/end'] = function()
    if not isMore then
      for number = count + 1, last do
        set(number)
      end
      last = count
    end
  end
end

local handlers = {
  ['/notify/confirm'] = function(token) sendOSC('/aeolian/notify/confirm', token) end,
  ['/encoding'] = function(from, to, position)
    if type(position) == 'number' and type(to) == 'string' then
      show('encoding', string.format('%s - %s, %d %%', from, to, math.floor(100 * position + .5)))
    else
      show('encoding', type(from) == 'string' and from ~= '' and from or 'drifting, or between sounds')
    end
    askForPlace()
  end,
  ['/encoding/vector'] = function(...) askForFaders(select('#', ...)) end,
  ['/level'] = function(_, _, leftPeak, leftRms, rightPeak, rightRms)
    showLevel('left peak', leftPeak)
    showLevel('left rms', leftRms)
    showLevel('right peak', rightPeak)
    showLevel('right rms', rightRms)
  end,
  ['/spectrum'] = function(...)
    for band, db in ipairs({...}) do
      showLevel('band ' .. band, db)
    end
  end,
  ['/beat'] = function(bar, beat, _, tempo)
    show('beat', string.format('bar %d, beat %d, %.1f BPM', bar, beat, tempo))
  end,
  ['/listen/heard'] = function(level, presence, _, _, _, _, _, nearest)
    show('heard', presence > 0 and string.format('%.0f dB, most like %s', level, nearest) or 'nothing')
  end,
  ['/status.reply'] = function(state, load, _, _, _, underruns, _, model)
    if model ~= playing then
      playing = model
      ask('/encoding/list')
      ask('/encoding/xy/list')
      ask('/model/list')
    end
    show('status', string.format('%s %s, load %.0f %%, %d underruns', model, state, 100 * load, underruns))
  end,
  ['/done'] = function(command, _, what)
    if command ~= '/aeolian/notify' then
      show('answer', command .. ' ' .. tostring(what or ''))
    end
  end,
  ['/fail'] = function(_, _, _, text) show('answer', text) end,
}

follow('/encoding/list', function(number, name) setPad('encoding', number, name) end, handlers)
follow('/model/list', function(number, name) setPad('model', number, name) end, handlers)
follow('/encoding/xy/list', setPlace, handlers)

function update()
  local now = getMillis()
  if renewed and now - renewed < RENEW_MS then
    return
  end
  renewed = now
  sendOSC('/aeolian/notify', 1, RECEIVE_PORT, UPDATES_HZ, METERS_HZ)
end

-- True = no control may have the message: the one that would is under a finger.
function onReceiveOSC(message)
  local path = string.match(message[1], '^/aeolian(/.*)$')
  if not path then
    return false
  end
  local handler = handlers[path]
  if handler then
    local values = {}
    for i, argument in ipairs(message[2]) do
      values[i] = argument.value
    end
    handler(unpack(values))
  end
  return isTouched(path) == true
end
