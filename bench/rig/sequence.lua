-- Sends the requests of a file in turn: wrk -s sequence.lua URL -- FILE FIRST (the file is described in sequence.mjs)
local requests, position, number = {}, 0, 0

local function format(path, etag)
  local headers = {}
  for name, value in pairs(wrk.headers) do headers[name] = value end
  if etag ~= "" then headers["If-None-Match"] = etag end
  return wrk.format("GET", path, headers)
end

function init(args)
  for line in io.lines(args[1]) do
    local path, etag = line:match("^(.-)\t(.*)$")
    local text = format(path, etag)
    local from, to = text:find("{n}", 1, true)
    -- requests without a number are kept as they go over the wire
    requests[#requests + 1] = from and { text:sub(1, from - 1), text:sub(to + 1) } or text
  end
  number = tonumber(args[2])
end

function request()
  position = position % #requests + 1
  local found = requests[position]
  if type(found) == "string" then return found end
  number = number + 1
  return found[1] .. number .. found[2]
end
