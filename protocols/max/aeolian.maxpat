{
 "patcher": {
  "fileversion": 1,
  "appversion": {
   "major": 8,
   "minor": 5,
   "revision": 5,
   "architecture": "x64",
   "modernui": 1
  },
  "classnamespace": "box",
  "rect": [
   60.0,
   90.0,
   1680.0,
   900.0
  ],
  "openinpresentation": 1,
  "default_fontsize": 12.0,
  "default_fontface": 0,
  "default_fontname": "Arial",
  "gridonopen": 1,
  "gridsize": [
   15.0,
   15.0
  ],
  "description": "Plays Aeolian by OSC",
  "digest": "",
  "tags": "",
  "boxes": [
   {
    "box": {
     "id": "obj-2",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      16.0,
      8.0,
      120.0,
      30.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16.0,
      8.0,
      120.0,
      30.0
     ],
     "text": "Aeolian",
     "fontsize": 22.0,
     "fontface": 1
    }
   },
   {
    "box": {
     "id": "obj-3",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      140.0,
      14.0,
      640.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      140.0,
      14.0,
      640.0,
      20.0
     ],
     "text": "an instrument that plays itself. Start aeoliand, then press connect. Replies come to port 9010 of this machine.",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-4",
     "maxclass": "newobj",
     "numinlets": 0,
     "numoutlets": 1,
     "patching_rect": [
      20.0,
      760.0,
      103.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "r aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-5",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      20.0,
      790.0,
      166.0,
      22.0
     ],
     "text": "udpsend 127.0.0.1 9000"
    }
   },
   {
    "box": {
     "id": "obj-6",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      200.0,
      760.0,
      68.0,
      22.0
     ],
     "outlettype": [
      "bang"
     ],
     "text": "loadbang"
    }
   },
   {
    "box": {
     "id": "obj-7",
     "maxclass": "button",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      200.0,
      790.0,
      24.0,
      24.0
     ],
     "outlettype": [
      "bang"
     ],
     "presentation": 1,
     "presentation_rect": [
      800.0,
      12.0,
      24.0,
      24.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-8",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      828.0,
      14.0,
      60.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      828.0,
      14.0,
      60.0,
      20.0
     ],
     "text": "connect",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-9",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      200.0,
      820.0,
      61.0,
      22.0
     ],
     "outlettype": [
      "bang",
      "bang",
      "bang"
     ],
     "text": "t b b b"
    }
   },
   {
    "box": {
     "id": "obj-10",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      380.0,
      850.0,
      187.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/aeolian/notify 1 9010 10 20"
    }
   },
   {
    "box": {
     "id": "obj-11",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      380.0,
      880.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-12",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      380.0,
      910.0,
      936.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/aeolian/status, /aeolian/model/current, /aeolian/encoding/list, /aeolian/preset/list, /aeolian/model/list, /aeolian/seed/audio/list"
    }
   },
   {
    "box": {
     "id": "obj-13",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      380.0,
      940.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-14",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      380.0,
      970.0,
      1069.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/aeolian/get /seed, /aeolian/get /temperature, /aeolian/get /encoding, /aeolian/get /guidance, /aeolian/get /memory, /aeolian/get /memory/limit, /aeolian/get /model/weight, /aeolian/get /transpose, /aeolian/get /formant, /aeolian/get /stretch, /aeolian/get /tilt, /aeolian/get /bright, /aeolian/get /floor, /aeolian/get /sharpen, /aeolian/get /attack, /aeolian/get /pan, /aeolian/get /width, /aeolian/get /out, /aeolian/get /gain, /aeolian/get /mute, /aeolian/get /play, /aeolian/get /freeze, /aeolian/get /refinement, /aeolian/get /voices, /aeolian/get /listen/follow, /aeolian/get /listen/shadow, /aeolian/get /listen/through, /aeolian/get /listen/gain, /aeolian/get /listen/gate, /aeolian/get /listen/answer, /aeolian/get /listen/oppose, /aeolian/get /listen/remember, /aeolian/get /listen/now, /aeolian/get /tempo, /aeolian/get /tempo/follow, /aeolian/get /quantum"
    }
   },
   {
    "box": {
     "id": "obj-15",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      380.0,
      1000.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-16",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      600.0,
      760.0,
      89.0,
      22.0
     ],
     "outlettype": [
      "bang"
     ],
     "text": "metro 20000"
    }
   },
   {
    "box": {
     "id": "obj-17",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      600.0,
      730.0,
      32.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "1"
    }
   },
   {
    "box": {
     "id": "obj-18",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      600.0,
      790.0,
      103.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/aeolian/ping"
    }
   },
   {
    "box": {
     "id": "obj-19",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      600.0,
      820.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-20",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      20.0,
      1060.0,
      117.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "udpreceive 9010"
    }
   },
   {
    "box": {
     "id": "obj-21",
     "maxclass": "newobj",
     "numinlets": 70,
     "numoutlets": 70,
     "patching_rect": [
      20.0,
      1090.0,
      1400.0,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      "",
      ""
     ],
     "text": "route /aeolian/status.reply /aeolian/done /aeolian/fail /aeolian/late /aeolian/temperature /aeolian/gain /aeolian/play /aeolian/freeze /aeolian/mute /aeolian/seed /aeolian/encoding /aeolian/encoding/list/start /aeolian/encoding/list/name /aeolian/preset/list/start /aeolian/preset/list/name /aeolian/model/list/start /aeolian/model/list/name /aeolian/model/current /aeolian/seed/audio/list/start /aeolian/seed/audio/list/name /aeolian/seed/random /aeolian/encoding/dim/0 /aeolian/encoding/dim/1 /aeolian/encoding/dim/2 /aeolian/encoding/dim/3 /aeolian/encoding/dim/4 /aeolian/encoding/dim/5 /aeolian/encoding/dim/6 /aeolian/encoding/dim/7 /aeolian/encoding/dim/8 /aeolian/encoding/dim/9 /aeolian/encoding/dim/10 /aeolian/encoding/dim/11 /aeolian/encoding/dim/12 /aeolian/encoding/dim/13 /aeolian/encoding/dim/14 /aeolian/encoding/dim/15 /aeolian/refinement /aeolian/guidance /aeolian/notify/confirm /aeolian/memory /aeolian/memory/limit /aeolian/transpose /aeolian/formant /aeolian/stretch /aeolian/tilt /aeolian/bright /aeolian/floor /aeolian/sharpen /aeolian/attack /aeolian/voices /aeolian/pan /aeolian/listen/follow /aeolian/listen/shadow /aeolian/listen/through /aeolian/listen/gain /aeolian/listen/gate /aeolian/listen/answer /aeolian/level /aeolian/spectrum /aeolian/listen/oppose /aeolian/listen/remember /aeolian/listen/now /aeolian/tempo /aeolian/quantum /aeolian/tempo/follow /aeolian/width /aeolian/out /aeolian/model/weight"
    }
   },
   {
    "box": {
     "id": "obj-22",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      10.0,
      50.0,
      300.0,
      400.0
     ],
     "presentation": 1,
     "presentation_rect": [
      10.0,
      50.0,
      300.0,
      400.0
     ],
     "background": 1,
     "mode": 0,
     "bgcolor": [
      0.9,
      0.92,
      0.94,
      1.0
     ],
     "rounded": 6
    }
   },
   {
    "box": {
     "id": "obj-23",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      16.0,
      54.0,
      288.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16.0,
      54.0,
      288.0,
      20.0
     ],
     "text": "sound",
     "fontsize": 13.0,
     "fontface": 1
    }
   },
   {
    "box": {
     "id": "obj-24",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      18.0,
      78.0,
      280.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      18.0,
      78.0,
      280.0,
      20.0
     ],
     "text": "temperature: 0 calm, 1 as learned, 2 wild",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-25",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      22.0,
      100.0,
      200.0,
      20.0
     ],
     "outlettype": [
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      22.0,
      100.0,
      200.0,
      20.0
     ],
     "floatoutput": 1,
     "min": 0.0,
     "size": 2.0,
     "orientation": 1,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-26",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      230.0,
      100.0,
      70.0,
      22.0
     ],
     "outlettype": [
      "",
      "bang"
     ],
     "presentation": 1,
     "presentation_rect": [
      230.0,
      100.0,
      70.0,
      22.0
     ],
     "format": 6,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-27",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      170.0,
      1200.0,
      173.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/aeolian/temperature $1"
    }
   },
   {
    "box": {
     "id": "obj-28",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      170.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-30",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      320.0,
      1140.0,
      89.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-31",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      18.0,
      128.0,
      280.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      18.0,
      128.0,
      280.0,
      20.0
     ],
     "text": "gain: -60 (silence) to 12 dB",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-32",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      22.0,
      150.0,
      200.0,
      20.0
     ],
     "outlettype": [
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      22.0,
      150.0,
      200.0,
      20.0
     ],
     "floatoutput": 1,
     "min": -60.0,
     "size": 72.0,
     "orientation": 1,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-33",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      230.0,
      150.0,
      70.0,
      22.0
     ],
     "outlettype": [
      "",
      "bang"
     ],
     "presentation": 1,
     "presentation_rect": [
      230.0,
      150.0,
      70.0,
      22.0
     ],
     "format": 6,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-34",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      470.0,
      1200.0,
      124.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/aeolian/gain $1"
    }
   },
   {
    "box": {
     "id": "obj-35",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      470.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-37",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      620.0,
      1140.0,
      89.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-38",
     "maxclass": "toggle",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      22.0,
      190.0,
      24.0,
      24.0
     ],
     "outlettype": [
      "int"
     ],
     "presentation": 1,
     "presentation_rect": [
      22.0,
      190.0,
      24.0,
      24.0
     ],
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-39",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      50.0,
      192.0,
      46.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      50.0,
      192.0,
      46.0,
      20.0
     ],
     "text": "play",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-40",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      770.0,
      1200.0,
      124.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/aeolian/play $1"
    }
   },
   {
    "box": {
     "id": "obj-41",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      770.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-42",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      920.0,
      1140.0,
      89.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-43",
     "maxclass": "toggle",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      92.0,
      190.0,
      24.0,
      24.0
     ],
     "outlettype": [
      "int"
     ],
     "presentation": 1,
     "presentation_rect": [
      92.0,
      190.0,
      24.0,
      24.0
     ],
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-44",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      120.0,
      192.0,
      46.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      120.0,
      192.0,
      46.0,
      20.0
     ],
     "text": "freeze",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-45",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1070.0,
      1200.0,
      138.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/aeolian/freeze $1"
    }
   },
   {
    "box": {
     "id": "obj-46",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1070.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-47",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      1220.0,
      1140.0,
      89.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-48",
     "maxclass": "toggle",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      168.0,
      190.0,
      24.0,
      24.0
     ],
     "outlettype": [
      "int"
     ],
     "presentation": 1,
     "presentation_rect": [
      168.0,
      190.0,
      24.0,
      24.0
     ],
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-49",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      196.0,
      192.0,
      46.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      196.0,
      192.0,
      46.0,
      20.0
     ],
     "text": "mute",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-50",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1370.0,
      1200.0,
      124.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/aeolian/mute $1"
    }
   },
   {
    "box": {
     "id": "obj-51",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1370.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-52",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      1520.0,
      1140.0,
      89.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-53",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      230.0,
      262.0,
      70.0,
      22.0
     ],
     "outlettype": [
      "",
      "bang"
     ],
     "presentation": 1,
     "presentation_rect": [
      230.0,
      262.0,
      70.0,
      22.0
     ],
     "format": 6,
     "parameter_enable": 0,
     "minimum": 0.0,
     "maximum": 60.0
    }
   },
   {
    "box": {
     "id": "obj-54",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      18.0,
      264.0,
      200.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      18.0,
      264.0,
      200.0,
      20.0
     ],
     "text": "fades, presets: seconds",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-55",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1670.0,
      1140.0,
      32.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "1."
    }
   },
   {
    "box": {
     "id": "obj-56",
     "maxclass": "button",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      22.0,
      226.0,
      24.0,
      24.0
     ],
     "outlettype": [
      "bang"
     ],
     "presentation": 1,
     "presentation_rect": [
      22.0,
      226.0,
      24.0,
      24.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-57",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      50.0,
      228.0,
      60.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      50.0,
      228.0,
      60.0,
      20.0
     ],
     "text": "panic",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-58",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1820.0,
      1200.0,
      110.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/aeolian/panic"
    }
   },
   {
    "box": {
     "id": "obj-59",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1820.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-60",
     "maxclass": "button",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      118.0,
      226.0,
      24.0,
      24.0
     ],
     "outlettype": [
      "bang"
     ],
     "presentation": 1,
     "presentation_rect": [
      118.0,
      226.0,
      24.0,
      24.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-61",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      146.0,
      228.0,
      66.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      146.0,
      228.0,
      66.0,
      20.0
     ],
     "text": "fade in",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-62",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1970.0,
      1170.0,
      40.0,
      22.0
     ],
     "outlettype": [
      "float"
     ],
     "text": "f 1."
    }
   },
   {
    "box": {
     "id": "obj-63",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1970.0,
      1200.0,
      145.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/aeolian/fade/in $1"
    }
   },
   {
    "box": {
     "id": "obj-64",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1970.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-65",
     "maxclass": "button",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      214.0,
      226.0,
      24.0,
      24.0
     ],
     "outlettype": [
      "bang"
     ],
     "presentation": 1,
     "presentation_rect": [
      214.0,
      226.0,
      24.0,
      24.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-66",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      242.0,
      228.0,
      66.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      242.0,
      228.0,
      66.0,
      20.0
     ],
     "text": "fade out",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-67",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      2120.0,
      1170.0,
      40.0,
      22.0
     ],
     "outlettype": [
      "float"
     ],
     "text": "f 1."
    }
   },
   {
    "box": {
     "id": "obj-68",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      2120.0,
      1200.0,
      152.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/aeolian/fade/out $1"
    }
   },
   {
    "box": {
     "id": "obj-69",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      2120.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-70",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      18.0,
      300.0,
      240.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      18.0,
      300.0,
      240.0,
      20.0
     ],
     "text": "seed: type one, or pick at random",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-71",
     "maxclass": "number",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      22.0,
      324.0,
      90.0,
      22.0
     ],
     "outlettype": [
      "",
      "bang"
     ],
     "presentation": 1,
     "presentation_rect": [
      22.0,
      324.0,
      90.0,
      22.0
     ],
     "minimum": 0,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-72",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      2270.0,
      1200.0,
      124.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/aeolian/seed $1"
    }
   },
   {
    "box": {
     "id": "obj-73",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      2270.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-74",
     "maxclass": "button",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      120.0,
      323.0,
      24.0,
      24.0
     ],
     "outlettype": [
      "bang"
     ],
     "presentation": 1,
     "presentation_rect": [
      120.0,
      323.0,
      24.0,
      24.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-75",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      2420.0,
      1200.0,
      152.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/aeolian/seed/random"
    }
   },
   {
    "box": {
     "id": "obj-76",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      2420.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-77",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      152.0,
      324.0,
      140.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      152.0,
      324.0,
      140.0,
      22.0
     ],
     "text": ""
    }
   },
   {
    "box": {
     "id": "obj-78",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      2570.0,
      1140.0,
      89.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-79",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      2720.0,
      1140.0,
      89.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-80",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      18.0,
      360.0,
      240.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      18.0,
      360.0,
      240.0,
      20.0
     ],
     "text": "continue from a sound",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-81",
     "maxclass": "umenu",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      22.0,
      384.0,
      200.0,
      22.0
     ],
     "outlettype": [
      "int",
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      22.0,
      384.0,
      200.0,
      22.0
     ],
     "parameter_enable": 0,
     "items": []
    }
   },
   {
    "box": {
     "id": "obj-82",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      2870.0,
      1140.0,
      47.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "clear"
    }
   },
   {
    "box": {
     "id": "obj-83",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      3020.0,
      1140.0,
      110.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend append"
    }
   },
   {
    "box": {
     "id": "obj-84",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      3170.0,
      1170.0,
      68.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "tosymbol"
    }
   },
   {
    "box": {
     "id": "obj-85",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      3320.0,
      1200.0,
      201.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend /aeolian/seed/audio"
    }
   },
   {
    "box": {
     "id": "obj-86",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      3320.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-87",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      320.0,
      50.0,
      360.0,
      400.0
     ],
     "presentation": 1,
     "presentation_rect": [
      320.0,
      50.0,
      360.0,
      400.0
     ],
     "background": 1,
     "mode": 0,
     "bgcolor": [
      0.9,
      0.92,
      0.94,
      1.0
     ],
     "rounded": 6
    }
   },
   {
    "box": {
     "id": "obj-88",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      326.0,
      54.0,
      348.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      326.0,
      54.0,
      348.0,
      20.0
     ],
     "text": "choose a learned sound",
     "fontsize": 13.0,
     "fontface": 1
    }
   },
   {
    "box": {
     "id": "obj-89",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      328.0,
      78.0,
      120.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      328.0,
      78.0,
      120.0,
      20.0
     ],
     "text": "one sound",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-90",
     "maxclass": "umenu",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      332.0,
      100.0,
      200.0,
      22.0
     ],
     "outlettype": [
      "int",
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      332.0,
      100.0,
      200.0,
      22.0
     ],
     "parameter_enable": 0,
     "items": []
    }
   },
   {
    "box": {
     "id": "obj-91",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      3470.0,
      1140.0,
      47.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "clear"
    }
   },
   {
    "box": {
     "id": "obj-92",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      3620.0,
      1140.0,
      110.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend append"
    }
   },
   {
    "box": {
     "id": "obj-93",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      3770.0,
      1170.0,
      68.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "tosymbol"
    }
   },
   {
    "box": {
     "id": "obj-94",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      3920.0,
      1200.0,
      215.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend /aeolian/encoding/set"
    }
   },
   {
    "box": {
     "id": "obj-95",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      3920.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-96",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      4070.0,
      1140.0,
      131.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend setsymbol"
    }
   },
   {
    "box": {
     "id": "obj-97",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      328.0,
      128.0,
      200.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      328.0,
      128.0,
      200.0,
      20.0
     ],
     "text": "between two sounds",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-98",
     "maxclass": "umenu",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      332.0,
      150.0,
      150.0,
      22.0
     ],
     "outlettype": [
      "int",
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      332.0,
      150.0,
      150.0,
      22.0
     ],
     "parameter_enable": 0,
     "items": []
    }
   },
   {
    "box": {
     "id": "obj-99",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      4220.0,
      1140.0,
      47.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "clear"
    }
   },
   {
    "box": {
     "id": "obj-100",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      4370.0,
      1140.0,
      110.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend append"
    }
   },
   {
    "box": {
     "id": "obj-101",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      4520.0,
      1170.0,
      68.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "tosymbol"
    }
   },
   {
    "box": {
     "id": "obj-102",
     "maxclass": "umenu",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      492.0,
      150.0,
      150.0,
      22.0
     ],
     "outlettype": [
      "int",
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      492.0,
      150.0,
      150.0,
      22.0
     ],
     "parameter_enable": 0,
     "items": []
    }
   },
   {
    "box": {
     "id": "obj-103",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      4670.0,
      1140.0,
      47.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "clear"
    }
   },
   {
    "box": {
     "id": "obj-104",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      4820.0,
      1140.0,
      110.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend append"
    }
   },
   {
    "box": {
     "id": "obj-105",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      4970.0,
      1170.0,
      68.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "tosymbol"
    }
   },
   {
    "box": {
     "id": "obj-106",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      332.0,
      178.0,
      310.0,
      20.0
     ],
     "outlettype": [
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      332.0,
      178.0,
      310.0,
      20.0
     ],
     "floatoutput": 1,
     "min": 0.0,
     "size": 1.0,
     "orientation": 1,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-107",
     "maxclass": "newobj",
     "numinlets": 3,
     "numoutlets": 1,
     "patching_rect": [
      5120.0,
      1170.0,
      89.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "pack s s 0."
    }
   },
   {
    "box": {
     "id": "obj-108",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      5270.0,
      1140.0,
      47.0,
      22.0
     ],
     "outlettype": [
      "bang",
      "float"
     ],
     "text": "t b f"
    }
   },
   {
    "box": {
     "id": "obj-110",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      5570.0,
      1140.0,
      89.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-111",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      5570.0,
      1200.0,
      271.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend /aeolian/encoding/interpolate"
    }
   },
   {
    "box": {
     "id": "obj-112",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      5570.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-113",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      328.0,
      206.0,
      240.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      328.0,
      206.0,
      240.0,
      20.0
     ],
     "text": "the map of the learned sounds",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-114",
     "maxclass": "pictslider",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      332.0,
      230.0,
      204.0,
      204.0
     ],
     "outlettype": [
      "int",
      "int"
     ],
     "presentation": 1,
     "presentation_rect": [
      332.0,
      230.0,
      204.0,
      204.0
     ],
     "leftvalue": 0,
     "rightvalue": 1000,
     "bottomvalue": 0,
     "topvalue": 1000,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-115",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      5720.0,
      1140.0,
      61.0,
      22.0
     ],
     "outlettype": [
      "float"
     ],
     "text": "/ 1000."
    }
   },
   {
    "box": {
     "id": "obj-116",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      5870.0,
      1140.0,
      61.0,
      22.0
     ],
     "outlettype": [
      "float"
     ],
     "text": "/ 1000."
    }
   },
   {
    "box": {
     "id": "obj-117",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      5870.0,
      1170.0,
      75.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "pak 0. 0."
    }
   },
   {
    "box": {
     "id": "obj-118",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      5870.0,
      1200.0,
      208.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend /aeolian/encoding/xy"
    }
   },
   {
    "box": {
     "id": "obj-119",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      5870.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-120",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      550.0,
      230.0,
      100.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      550.0,
      230.0,
      100.0,
      20.0
     ],
     "text": "average of",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-121",
     "maxclass": "number",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      554.0,
      252.0,
      60.0,
      22.0
     ],
     "outlettype": [
      "",
      "bang"
     ],
     "presentation": 1,
     "presentation_rect": [
      554.0,
      252.0,
      60.0,
      22.0
     ],
     "minimum": 1,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-122",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      6020.0,
      1200.0,
      208.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/aeolian/encoding/average $1"
    }
   },
   {
    "box": {
     "id": "obj-123",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      6020.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-124",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      690.0,
      50.0,
      304.0,
      400.0
     ],
     "presentation": 1,
     "presentation_rect": [
      690.0,
      50.0,
      304.0,
      400.0
     ],
     "background": 1,
     "mode": 0,
     "bgcolor": [
      0.9,
      0.92,
      0.94,
      1.0
     ],
     "rounded": 6
    }
   },
   {
    "box": {
     "id": "obj-125",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      696.0,
      54.0,
      292.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      696.0,
      54.0,
      292.0,
      20.0
     ],
     "text": "encoding, one fader per dimension",
     "fontsize": 13.0,
     "fontface": 1
    }
   },
   {
    "box": {
     "id": "obj-126",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      700.0,
      82.0,
      26.0,
      140.0
     ],
     "outlettype": [
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      700.0,
      82.0,
      26.0,
      140.0
     ],
     "floatoutput": 1,
     "min": -1.0,
     "size": 2.0,
     "orientation": 2,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-127",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      702.0,
      224.0,
      30.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      702.0,
      224.0,
      30.0,
      20.0
     ],
     "text": "0",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-128",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      6170.0,
      1200.0,
      194.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/aeolian/encoding/dim/0 $1"
    }
   },
   {
    "box": {
     "id": "obj-129",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      6170.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-130",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      6320.0,
      1140.0,
      89.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-131",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      736.0,
      82.0,
      26.0,
      140.0
     ],
     "outlettype": [
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      736.0,
      82.0,
      26.0,
      140.0
     ],
     "floatoutput": 1,
     "min": -1.0,
     "size": 2.0,
     "orientation": 2,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-132",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      738.0,
      224.0,
      30.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      738.0,
      224.0,
      30.0,
      20.0
     ],
     "text": "1",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-133",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      6470.0,
      1200.0,
      194.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/aeolian/encoding/dim/1 $1"
    }
   },
   {
    "box": {
     "id": "obj-134",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      6470.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-135",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      6620.0,
      1140.0,
      89.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-136",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      772.0,
      82.0,
      26.0,
      140.0
     ],
     "outlettype": [
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      772.0,
      82.0,
      26.0,
      140.0
     ],
     "floatoutput": 1,
     "min": -1.0,
     "size": 2.0,
     "orientation": 2,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-137",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      774.0,
      224.0,
      30.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      774.0,
      224.0,
      30.0,
      20.0
     ],
     "text": "2",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-138",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      6770.0,
      1200.0,
      194.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/aeolian/encoding/dim/2 $1"
    }
   },
   {
    "box": {
     "id": "obj-139",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      6770.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-140",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      6920.0,
      1140.0,
      89.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-141",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      808.0,
      82.0,
      26.0,
      140.0
     ],
     "outlettype": [
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      808.0,
      82.0,
      26.0,
      140.0
     ],
     "floatoutput": 1,
     "min": -1.0,
     "size": 2.0,
     "orientation": 2,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-142",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      810.0,
      224.0,
      30.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      810.0,
      224.0,
      30.0,
      20.0
     ],
     "text": "3",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-143",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      7070.0,
      1200.0,
      194.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/aeolian/encoding/dim/3 $1"
    }
   },
   {
    "box": {
     "id": "obj-144",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      7070.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-145",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      7220.0,
      1140.0,
      89.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-146",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      844.0,
      82.0,
      26.0,
      140.0
     ],
     "outlettype": [
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      844.0,
      82.0,
      26.0,
      140.0
     ],
     "floatoutput": 1,
     "min": -1.0,
     "size": 2.0,
     "orientation": 2,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-147",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      846.0,
      224.0,
      30.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      846.0,
      224.0,
      30.0,
      20.0
     ],
     "text": "4",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-148",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      7370.0,
      1200.0,
      194.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/aeolian/encoding/dim/4 $1"
    }
   },
   {
    "box": {
     "id": "obj-149",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      7370.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-150",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      7520.0,
      1140.0,
      89.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-151",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      880.0,
      82.0,
      26.0,
      140.0
     ],
     "outlettype": [
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      880.0,
      82.0,
      26.0,
      140.0
     ],
     "floatoutput": 1,
     "min": -1.0,
     "size": 2.0,
     "orientation": 2,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-152",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      882.0,
      224.0,
      30.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      882.0,
      224.0,
      30.0,
      20.0
     ],
     "text": "5",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-153",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      7670.0,
      1200.0,
      194.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/aeolian/encoding/dim/5 $1"
    }
   },
   {
    "box": {
     "id": "obj-154",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      7670.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-155",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      7820.0,
      1140.0,
      89.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-156",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      916.0,
      82.0,
      26.0,
      140.0
     ],
     "outlettype": [
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      916.0,
      82.0,
      26.0,
      140.0
     ],
     "floatoutput": 1,
     "min": -1.0,
     "size": 2.0,
     "orientation": 2,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-157",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      918.0,
      224.0,
      30.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      918.0,
      224.0,
      30.0,
      20.0
     ],
     "text": "6",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-158",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      7970.0,
      1200.0,
      194.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/aeolian/encoding/dim/6 $1"
    }
   },
   {
    "box": {
     "id": "obj-159",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      7970.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-160",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      8120.0,
      1140.0,
      89.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-161",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      952.0,
      82.0,
      26.0,
      140.0
     ],
     "outlettype": [
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      952.0,
      82.0,
      26.0,
      140.0
     ],
     "floatoutput": 1,
     "min": -1.0,
     "size": 2.0,
     "orientation": 2,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-162",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      954.0,
      224.0,
      30.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      954.0,
      224.0,
      30.0,
      20.0
     ],
     "text": "7",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-163",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      8270.0,
      1200.0,
      194.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/aeolian/encoding/dim/7 $1"
    }
   },
   {
    "box": {
     "id": "obj-164",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      8270.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-165",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      8420.0,
      1140.0,
      89.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-166",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      700.0,
      266.0,
      26.0,
      140.0
     ],
     "outlettype": [
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      700.0,
      266.0,
      26.0,
      140.0
     ],
     "floatoutput": 1,
     "min": -1.0,
     "size": 2.0,
     "orientation": 2,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-167",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      702.0,
      408.0,
      30.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      702.0,
      408.0,
      30.0,
      20.0
     ],
     "text": "8",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-168",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      8570.0,
      1200.0,
      194.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/aeolian/encoding/dim/8 $1"
    }
   },
   {
    "box": {
     "id": "obj-169",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      8570.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-170",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      8720.0,
      1140.0,
      89.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-171",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      736.0,
      266.0,
      26.0,
      140.0
     ],
     "outlettype": [
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      736.0,
      266.0,
      26.0,
      140.0
     ],
     "floatoutput": 1,
     "min": -1.0,
     "size": 2.0,
     "orientation": 2,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-172",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      738.0,
      408.0,
      30.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      738.0,
      408.0,
      30.0,
      20.0
     ],
     "text": "9",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-173",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      8870.0,
      1200.0,
      194.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/aeolian/encoding/dim/9 $1"
    }
   },
   {
    "box": {
     "id": "obj-174",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      8870.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-175",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      9020.0,
      1140.0,
      89.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-176",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      772.0,
      266.0,
      26.0,
      140.0
     ],
     "outlettype": [
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      772.0,
      266.0,
      26.0,
      140.0
     ],
     "floatoutput": 1,
     "min": -1.0,
     "size": 2.0,
     "orientation": 2,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-177",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      774.0,
      408.0,
      30.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      774.0,
      408.0,
      30.0,
      20.0
     ],
     "text": "10",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-178",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      9170.0,
      1200.0,
      201.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/aeolian/encoding/dim/10 $1"
    }
   },
   {
    "box": {
     "id": "obj-179",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      9170.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-180",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      9320.0,
      1140.0,
      89.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-181",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      808.0,
      266.0,
      26.0,
      140.0
     ],
     "outlettype": [
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      808.0,
      266.0,
      26.0,
      140.0
     ],
     "floatoutput": 1,
     "min": -1.0,
     "size": 2.0,
     "orientation": 2,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-182",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      810.0,
      408.0,
      30.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      810.0,
      408.0,
      30.0,
      20.0
     ],
     "text": "11",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-183",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      9470.0,
      1200.0,
      201.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/aeolian/encoding/dim/11 $1"
    }
   },
   {
    "box": {
     "id": "obj-184",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      9470.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-185",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      9620.0,
      1140.0,
      89.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-186",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      844.0,
      266.0,
      26.0,
      140.0
     ],
     "outlettype": [
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      844.0,
      266.0,
      26.0,
      140.0
     ],
     "floatoutput": 1,
     "min": -1.0,
     "size": 2.0,
     "orientation": 2,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-187",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      846.0,
      408.0,
      30.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      846.0,
      408.0,
      30.0,
      20.0
     ],
     "text": "12",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-188",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      9770.0,
      1200.0,
      201.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/aeolian/encoding/dim/12 $1"
    }
   },
   {
    "box": {
     "id": "obj-189",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      9770.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-190",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      9920.0,
      1140.0,
      89.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-191",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      880.0,
      266.0,
      26.0,
      140.0
     ],
     "outlettype": [
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      880.0,
      266.0,
      26.0,
      140.0
     ],
     "floatoutput": 1,
     "min": -1.0,
     "size": 2.0,
     "orientation": 2,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-192",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      882.0,
      408.0,
      30.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      882.0,
      408.0,
      30.0,
      20.0
     ],
     "text": "13",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-193",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      10070.0,
      1200.0,
      201.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/aeolian/encoding/dim/13 $1"
    }
   },
   {
    "box": {
     "id": "obj-194",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      10070.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-195",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      10220.0,
      1140.0,
      89.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-196",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      916.0,
      266.0,
      26.0,
      140.0
     ],
     "outlettype": [
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      916.0,
      266.0,
      26.0,
      140.0
     ],
     "floatoutput": 1,
     "min": -1.0,
     "size": 2.0,
     "orientation": 2,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-197",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      918.0,
      408.0,
      30.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      918.0,
      408.0,
      30.0,
      20.0
     ],
     "text": "14",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-198",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      10370.0,
      1200.0,
      201.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/aeolian/encoding/dim/14 $1"
    }
   },
   {
    "box": {
     "id": "obj-199",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      10370.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-200",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      10520.0,
      1140.0,
      89.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-201",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      952.0,
      266.0,
      26.0,
      140.0
     ],
     "outlettype": [
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      952.0,
      266.0,
      26.0,
      140.0
     ],
     "floatoutput": 1,
     "min": -1.0,
     "size": 2.0,
     "orientation": 2,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-202",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      954.0,
      408.0,
      30.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      954.0,
      408.0,
      30.0,
      20.0
     ],
     "text": "15",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-203",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      10670.0,
      1200.0,
      201.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/aeolian/encoding/dim/15 $1"
    }
   },
   {
    "box": {
     "id": "obj-204",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      10670.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-205",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      10820.0,
      1140.0,
      89.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-206",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      10970.0,
      1200.0,
      3400.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/aeolian/get /encoding/dim/0, /aeolian/get /encoding/dim/1, /aeolian/get /encoding/dim/2, /aeolian/get /encoding/dim/3, /aeolian/get /encoding/dim/4, /aeolian/get /encoding/dim/5, /aeolian/get /encoding/dim/6, /aeolian/get /encoding/dim/7, /aeolian/get /encoding/dim/8, /aeolian/get /encoding/dim/9, /aeolian/get /encoding/dim/10, /aeolian/get /encoding/dim/11, /aeolian/get /encoding/dim/12, /aeolian/get /encoding/dim/13, /aeolian/get /encoding/dim/14, /aeolian/get /encoding/dim/15"
    }
   },
   {
    "box": {
     "id": "obj-207",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      10970.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-208",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      10.0,
      460.0,
      300.0,
      220.0
     ],
     "presentation": 1,
     "presentation_rect": [
      10.0,
      460.0,
      300.0,
      220.0
     ],
     "background": 1,
     "mode": 0,
     "bgcolor": [
      0.9,
      0.92,
      0.94,
      1.0
     ],
     "rounded": 6
    }
   },
   {
    "box": {
     "id": "obj-209",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      16.0,
      464.0,
      288.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16.0,
      464.0,
      288.0,
      20.0
     ],
     "text": "status",
     "fontsize": 13.0,
     "fontface": 1
    }
   },
   {
    "box": {
     "id": "obj-210",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 9,
     "patching_rect": [
      11120.0,
      1140.0,
      208.0,
      22.0
     ],
     "outlettype": [
      "",
      "float",
      "float",
      "float",
      "float",
      "int",
      "int",
      "",
      ""
     ],
     "text": "unpack s 0. 0. 0. 0. 0 0 s s"
    }
   },
   {
    "box": {
     "id": "obj-211",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      18.0,
      486.0,
      90.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      18.0,
      486.0,
      90.0,
      20.0
     ],
     "text": "state",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-212",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      110.0,
      486.0,
      190.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      110.0,
      486.0,
      190.0,
      20.0
     ],
     "text": ""
    }
   },
   {
    "box": {
     "id": "obj-213",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      11270.0,
      1170.0,
      89.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-214",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      18.0,
      507.0,
      90.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      18.0,
      507.0,
      90.0,
      20.0
     ],
     "text": "load",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-215",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      190.0,
      507.0,
      110.0,
      16.0
     ],
     "outlettype": [
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      190.0,
      507.0,
      110.0,
      16.0
     ],
     "floatoutput": 1,
     "min": 0.0,
     "size": 1.0,
     "orientation": 1,
     "parameter_enable": 0,
     "ignoreclick": 1
    }
   },
   {
    "box": {
     "id": "obj-216",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      110.0,
      507.0,
      70.0,
      22.0
     ],
     "outlettype": [
      "",
      "bang"
     ],
     "presentation": 1,
     "presentation_rect": [
      110.0,
      507.0,
      70.0,
      22.0
     ],
     "format": 6,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-217",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      11420.0,
      1170.0,
      89.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-218",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      18.0,
      528.0,
      90.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      18.0,
      528.0,
      90.0,
      20.0
     ],
     "text": "peak load",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-219",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      190.0,
      528.0,
      110.0,
      16.0
     ],
     "outlettype": [
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      190.0,
      528.0,
      110.0,
      16.0
     ],
     "floatoutput": 1,
     "min": 0.0,
     "size": 1.0,
     "orientation": 1,
     "parameter_enable": 0,
     "ignoreclick": 1
    }
   },
   {
    "box": {
     "id": "obj-220",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      110.0,
      528.0,
      70.0,
      22.0
     ],
     "outlettype": [
      "",
      "bang"
     ],
     "presentation": 1,
     "presentation_rect": [
      110.0,
      528.0,
      70.0,
      22.0
     ],
     "format": 6,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-221",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      11570.0,
      1170.0,
      89.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-222",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      18.0,
      549.0,
      90.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      18.0,
      549.0,
      90.0,
      20.0
     ],
     "text": "rate",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-223",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      110.0,
      549.0,
      70.0,
      22.0
     ],
     "outlettype": [
      "",
      "bang"
     ],
     "presentation": 1,
     "presentation_rect": [
      110.0,
      549.0,
      70.0,
      22.0
     ],
     "format": 6,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-224",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      11720.0,
      1170.0,
      89.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-225",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      18.0,
      570.0,
      90.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      18.0,
      570.0,
      90.0,
      20.0
     ],
     "text": "measured",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-226",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      110.0,
      570.0,
      70.0,
      22.0
     ],
     "outlettype": [
      "",
      "bang"
     ],
     "presentation": 1,
     "presentation_rect": [
      110.0,
      570.0,
      70.0,
      22.0
     ],
     "format": 6,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-227",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      11870.0,
      1170.0,
      89.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-228",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      18.0,
      591.0,
      90.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      18.0,
      591.0,
      90.0,
      20.0
     ],
     "text": "underruns",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-229",
     "maxclass": "number",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      110.0,
      591.0,
      70.0,
      20.0
     ],
     "outlettype": [
      "",
      "bang"
     ],
     "presentation": 1,
     "presentation_rect": [
      110.0,
      591.0,
      70.0,
      20.0
     ],
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-230",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      12020.0,
      1170.0,
      89.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-231",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      18.0,
      612.0,
      90.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      18.0,
      612.0,
      90.0,
      20.0
     ],
     "text": "uptime, s",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-232",
     "maxclass": "number",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      110.0,
      612.0,
      70.0,
      20.0
     ],
     "outlettype": [
      "",
      "bang"
     ],
     "presentation": 1,
     "presentation_rect": [
      110.0,
      612.0,
      70.0,
      20.0
     ],
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-233",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      12170.0,
      1170.0,
      89.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-234",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      18.0,
      633.0,
      90.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      18.0,
      633.0,
      90.0,
      20.0
     ],
     "text": "model",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-235",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      110.0,
      633.0,
      190.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      110.0,
      633.0,
      190.0,
      20.0
     ],
     "text": ""
    }
   },
   {
    "box": {
     "id": "obj-236",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      12320.0,
      1170.0,
      89.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-237",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      18.0,
      654.0,
      90.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      18.0,
      654.0,
      90.0,
      20.0
     ],
     "text": "device",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-238",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      110.0,
      654.0,
      190.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      110.0,
      654.0,
      190.0,
      20.0
     ],
     "text": ""
    }
   },
   {
    "box": {
     "id": "obj-239",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      12470.0,
      1170.0,
      89.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-240",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      320.0,
      460.0,
      360.0,
      220.0
     ],
     "presentation": 1,
     "presentation_rect": [
      320.0,
      460.0,
      360.0,
      220.0
     ],
     "background": 1,
     "mode": 0,
     "bgcolor": [
      0.9,
      0.92,
      0.94,
      1.0
     ],
     "rounded": 6
    }
   },
   {
    "box": {
     "id": "obj-241",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      326.0,
      464.0,
      348.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      326.0,
      464.0,
      348.0,
      20.0
     ],
     "text": "presets and models",
     "fontsize": 13.0,
     "fontface": 1
    }
   },
   {
    "box": {
     "id": "obj-242",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      328.0,
      490.0,
      60.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      328.0,
      490.0,
      60.0,
      20.0
     ],
     "text": "preset",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-243",
     "maxclass": "umenu",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      390.0,
      490.0,
      180.0,
      22.0
     ],
     "outlettype": [
      "int",
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      390.0,
      490.0,
      180.0,
      22.0
     ],
     "parameter_enable": 0,
     "items": []
    }
   },
   {
    "box": {
     "id": "obj-244",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      12620.0,
      1140.0,
      47.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "clear"
    }
   },
   {
    "box": {
     "id": "obj-245",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      12770.0,
      1140.0,
      110.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend append"
    }
   },
   {
    "box": {
     "id": "obj-246",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      12920.0,
      1170.0,
      68.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "tosymbol"
    }
   },
   {
    "box": {
     "id": "obj-248",
     "maxclass": "button",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      390.0,
      520.0,
      24.0,
      24.0
     ],
     "outlettype": [
      "bang"
     ],
     "presentation": 1,
     "presentation_rect": [
      390.0,
      520.0,
      24.0,
      24.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-249",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      418.0,
      522.0,
      60.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      418.0,
      522.0,
      60.0,
      20.0
     ],
     "text": "load",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-250",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      13220.0,
      1140.0,
      54.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "zl.reg"
    }
   },
   {
    "box": {
     "id": "obj-251",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      13370.0,
      1170.0,
      61.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "zl.join"
    }
   },
   {
    "box": {
     "id": "obj-253",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      13520.0,
      1200.0,
      208.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend /aeolian/preset/load"
    }
   },
   {
    "box": {
     "id": "obj-254",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      13520.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-255",
     "maxclass": "button",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      480.0,
      520.0,
      24.0,
      24.0
     ],
     "outlettype": [
      "bang"
     ],
     "presentation": 1,
     "presentation_rect": [
      480.0,
      520.0,
      24.0,
      24.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-256",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      508.0,
      522.0,
      60.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      508.0,
      522.0,
      60.0,
      20.0
     ],
     "text": "delete",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-257",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      13670.0,
      1140.0,
      54.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "zl.reg"
    }
   },
   {
    "box": {
     "id": "obj-258",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      13820.0,
      1200.0,
      222.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend /aeolian/preset/delete"
    }
   },
   {
    "box": {
     "id": "obj-259",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      13820.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-260",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      328.0,
      552.0,
      110.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      328.0,
      552.0,
      110.0,
      20.0
     ],
     "text": "save as (Return)",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-261",
     "maxclass": "textedit",
     "numinlets": 1,
     "numoutlets": 4,
     "patching_rect": [
      440.0,
      552.0,
      160.0,
      22.0
     ],
     "outlettype": [
      "",
      "int",
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      440.0,
      552.0,
      160.0,
      22.0
     ],
     "keymode": 1,
     "lines": 1,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-262",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      13970.0,
      1140.0,
      82.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route text"
    }
   },
   {
    "box": {
     "id": "obj-263",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      13970.0,
      1170.0,
      68.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "tosymbol"
    }
   },
   {
    "box": {
     "id": "obj-264",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      13970.0,
      1200.0,
      208.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend /aeolian/preset/save"
    }
   },
   {
    "box": {
     "id": "obj-265",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      13970.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-266",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      328.0,
      590.0,
      60.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      328.0,
      590.0,
      60.0,
      20.0
     ],
     "text": "model",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-267",
     "maxclass": "umenu",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      390.0,
      590.0,
      180.0,
      22.0
     ],
     "outlettype": [
      "int",
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      390.0,
      590.0,
      180.0,
      22.0
     ],
     "parameter_enable": 0,
     "items": []
    }
   },
   {
    "box": {
     "id": "obj-268",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      14120.0,
      1140.0,
      47.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "clear"
    }
   },
   {
    "box": {
     "id": "obj-269",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      14270.0,
      1140.0,
      110.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend append"
    }
   },
   {
    "box": {
     "id": "obj-270",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      14420.0,
      1170.0,
      68.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "tosymbol"
    }
   },
   {
    "box": {
     "id": "obj-271",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      14570.0,
      1140.0,
      54.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "zl.reg"
    }
   },
   {
    "box": {
     "id": "obj-272",
     "maxclass": "button",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      390.0,
      620.0,
      24.0,
      24.0
     ],
     "outlettype": [
      "bang"
     ],
     "presentation": 1,
     "presentation_rect": [
      390.0,
      620.0,
      24.0,
      24.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-273",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      418.0,
      622.0,
      40.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      418.0,
      622.0,
      40.0,
      20.0
     ],
     "text": "load",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-274",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      14720.0,
      1200.0,
      201.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend /aeolian/model/load"
    }
   },
   {
    "box": {
     "id": "obj-275",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      14720.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-276",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      390.0,
      650.0,
      180.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      390.0,
      650.0,
      180.0,
      20.0
     ],
     "text": ""
    }
   },
   {
    "box": {
     "id": "obj-277",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      328.0,
      650.0,
      60.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      328.0,
      650.0,
      60.0,
      20.0
     ],
     "text": "playing",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-278",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      14870.0,
      1140.0,
      89.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-279",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      690.0,
      460.0,
      304.0,
      220.0
     ],
     "presentation": 1,
     "presentation_rect": [
      690.0,
      460.0,
      304.0,
      220.0
     ],
     "background": 1,
     "mode": 0,
     "bgcolor": [
      0.9,
      0.92,
      0.94,
      1.0
     ],
     "rounded": 6
    }
   },
   {
    "box": {
     "id": "obj-280",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      696.0,
      464.0,
      292.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      696.0,
      464.0,
      292.0,
      20.0
     ],
     "text": "recording, MIDI",
     "fontsize": 13.0,
     "fontface": 1
    }
   },
   {
    "box": {
     "id": "obj-281",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      698.0,
      490.0,
      120.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      698.0,
      490.0,
      120.0,
      20.0
     ],
     "text": "record as (Return)",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-282",
     "maxclass": "textedit",
     "numinlets": 1,
     "numoutlets": 4,
     "patching_rect": [
      820.0,
      490.0,
      160.0,
      22.0
     ],
     "outlettype": [
      "",
      "int",
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      820.0,
      490.0,
      160.0,
      22.0
     ],
     "keymode": 1,
     "lines": 1,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-283",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      15020.0,
      1140.0,
      82.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route text"
    }
   },
   {
    "box": {
     "id": "obj-284",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      15020.0,
      1170.0,
      68.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "tosymbol"
    }
   },
   {
    "box": {
     "id": "obj-285",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      15020.0,
      1200.0,
      215.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend /aeolian/record/start"
    }
   },
   {
    "box": {
     "id": "obj-286",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      15020.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-287",
     "maxclass": "button",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      820.0,
      520.0,
      24.0,
      24.0
     ],
     "outlettype": [
      "bang"
     ],
     "presentation": 1,
     "presentation_rect": [
      820.0,
      520.0,
      24.0,
      24.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-288",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      848.0,
      522.0,
      120.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      848.0,
      522.0,
      120.0,
      20.0
     ],
     "text": "stop recording",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-289",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      15170.0,
      1200.0,
      152.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/aeolian/record/stop"
    }
   },
   {
    "box": {
     "id": "obj-290",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      15170.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-291",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      698.0,
      560.0,
      290.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      698.0,
      560.0,
      290.0,
      20.0
     ],
     "text": "MIDI learn: choose, then move a knob within 10 s",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-292",
     "maxclass": "umenu",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      702.0,
      584.0,
      180.0,
      22.0
     ],
     "outlettype": [
      "int",
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      702.0,
      584.0,
      180.0,
      22.0
     ],
     "items": [
      "/seed",
      ",",
      "/temperature",
      ",",
      "/encoding",
      ",",
      "/guidance",
      ",",
      "/memory",
      ",",
      "/memory/limit",
      ",",
      "/model/weight",
      ",",
      "/transpose",
      ",",
      "/formant",
      ",",
      "/stretch",
      ",",
      "/tilt",
      ",",
      "/bright",
      ",",
      "/floor",
      ",",
      "/sharpen",
      ",",
      "/attack",
      ",",
      "/pan",
      ",",
      "/width",
      ",",
      "/out",
      ",",
      "/gain",
      ",",
      "/mute",
      ",",
      "/play",
      ",",
      "/freeze",
      ",",
      "/refinement",
      ",",
      "/encoding/xy",
      ",",
      "/encoding/dim/0",
      ",",
      "/encoding/dim/1",
      ",",
      "/encoding/dim/2",
      ",",
      "/encoding/dim/3",
      ",",
      "/encoding/dim/4",
      ",",
      "/encoding/dim/5",
      ",",
      "/encoding/dim/6",
      ",",
      "/encoding/dim/7",
      ",",
      "/encoding/dim/8",
      ",",
      "/encoding/dim/9",
      ",",
      "/encoding/dim/10",
      ",",
      "/encoding/dim/11",
      ",",
      "/encoding/dim/12",
      ",",
      "/encoding/dim/13",
      ",",
      "/encoding/dim/14",
      ",",
      "/encoding/dim/15",
      ",",
      "/voices",
      ",",
      "/listen/follow",
      ",",
      "/listen/shadow",
      ",",
      "/listen/through",
      ",",
      "/listen/gain",
      ",",
      "/listen/gate",
      ",",
      "/listen/answer",
      ",",
      "/listen/oppose",
      ",",
      "/listen/remember",
      ",",
      "/listen/now",
      ",",
      "/tempo",
      ",",
      "/tempo/follow",
      ",",
      "/quantum"
     ],
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-293",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      15320.0,
      1200.0,
      201.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend /aeolian/midi/learn"
    }
   },
   {
    "box": {
     "id": "obj-294",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      15320.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-295",
     "maxclass": "button",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      702.0,
      614.0,
      24.0,
      24.0
     ],
     "outlettype": [
      "bang"
     ],
     "presentation": 1,
     "presentation_rect": [
      702.0,
      614.0,
      24.0,
      24.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-296",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      730.0,
      616.0,
      160.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      730.0,
      616.0,
      160.0,
      20.0
     ],
     "text": "save the mapping",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-297",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      15470.0,
      1200.0,
      138.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/aeolian/midi/save"
    }
   },
   {
    "box": {
     "id": "obj-298",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      15470.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-299",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      10.0,
      810.0,
      60.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      10.0,
      810.0,
      60.0,
      20.0
     ],
     "text": "replies",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-300",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      70.0,
      810.0,
      920.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      70.0,
      810.0,
      920.0,
      22.0
     ],
     "text": ""
    }
   },
   {
    "box": {
     "id": "obj-301",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      15620.0,
      1140.0,
      124.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set done"
    }
   },
   {
    "box": {
     "id": "obj-302",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      15770.0,
      1140.0,
      124.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set fail"
    }
   },
   {
    "box": {
     "id": "obj-303",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      15920.0,
      1140.0,
      124.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set late"
    }
   },
   {
    "box": {
     "id": "obj-304",
     "maxclass": "toggle",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      236.0,
      190.0,
      24.0,
      24.0
     ],
     "outlettype": [
      "int"
     ],
     "presentation": 1,
     "presentation_rect": [
      236.0,
      190.0,
      24.0,
      24.0
     ],
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-305",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      264.0,
      192.0,
      46.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      264.0,
      192.0,
      46.0,
      20.0
     ],
     "text": "refine",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-306",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1070.0,
      1600.0,
      138.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/aeolian/refinement $1"
    }
   },
   {
    "box": {
     "id": "obj-307",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1070.0,
      1630.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-308",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      1220.0,
      1540.0,
      89.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-309",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      550.0,
      300.0,
      120.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      550.0,
      300.0,
      120.0,
      20.0
     ],
     "text": "guidance: 1 as trained",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-310",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      554.0,
      322.0,
      110.0,
      20.0
     ],
     "outlettype": [
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      554.0,
      322.0,
      110.0,
      20.0
     ],
     "floatoutput": 1,
     "min": 0.0,
     "size": 3.0,
     "orientation": 1,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-311",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      554.0,
      348.0,
      60.0,
      22.0
     ],
     "outlettype": [
      "",
      "bang"
     ],
     "presentation": 1,
     "presentation_rect": [
      554.0,
      348.0,
      60.0,
      22.0
     ],
     "format": 6,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-312",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1370.0,
      1600.0,
      138.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/aeolian/guidance $1"
    }
   },
   {
    "box": {
     "id": "obj-313",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1370.0,
      1630.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-314",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      1520.0,
      1540.0,
      89.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-315",
     "maxclass": "button",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      554.0,
      384.0,
      24.0,
      24.0
     ],
     "outlettype": [
      "bang"
     ],
     "presentation": 1,
     "presentation_rect": [
      554.0,
      384.0,
      24.0,
      24.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-316",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      582.0,
      386.0,
      94.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      582.0,
      386.0,
      94.0,
      20.0
     ],
     "text": "wander",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-317",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1670.0,
      1600.0,
      173.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/aeolian/encoding/wander"
    }
   },
   {
    "box": {
     "id": "obj-318",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1670.0,
      1630.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-319",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      15320.0,
      1140.0,
      190.0,
      22.0
     ],
     "text": "prepend /aeolian/notify/confirm"
    }
   },
   {
    "box": {
     "id": "obj-320",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      15320.0,
      1170.0,
      96.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-321",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      18.0,
      414.0,
      110.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      18.0,
      414.0,
      110.0,
      20.0
     ],
     "text": "memory, limit in s",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-322",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      130.0,
      414.0,
      88.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      130.0,
      414.0,
      88.0,
      20.0
     ],
     "floatoutput": 1,
     "min": 0.0,
     "size": 1.0,
     "orientation": 1,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-323",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1870.0,
      1600.0,
      160.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/aeolian/memory $1"
    }
   },
   {
    "box": {
     "id": "obj-324",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1870.0,
      1630.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-325",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      1870.0,
      1540.0,
      89.0,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-326",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "bang"
     ],
     "patching_rect": [
      230.0,
      413.0,
      70.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      230.0,
      413.0,
      70.0,
      22.0
     ],
     "format": 6,
     "minimum": 0.2,
     "maximum": 60.0,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-327",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      2070.0,
      1600.0,
      160.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/aeolian/memory/limit $1"
    }
   },
   {
    "box": {
     "id": "obj-328",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      2070.0,
      1630.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-329",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      2070.0,
      1540.0,
      89.0,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-330",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1004.0,
      50.0,
      304.0,
      630.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1004.0,
      50.0,
      304.0,
      630.0
     ],
     "background": 1,
     "mode": 0,
     "bgcolor": [
      0.9,
      0.92,
      0.94,
      1.0
     ],
     "rounded": 6
    }
   },
   {
    "box": {
     "id": "obj-331",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "fontsize": 13.0,
     "fontface": 1,
     "patching_rect": [
      1012.0,
      54.0,
      280.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1012.0,
      54.0,
      280.0,
      20.0
     ],
     "text": "pitch, time, colour"
    }
   },
   {
    "box": {
     "id": "obj-332",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1012.0,
      88.0,
      280.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1012.0,
      88.0,
      280.0,
      20.0
     ],
     "text": "pitch: -24 to 24 semitones",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-333",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      1018.0,
      112.0,
      200.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1018.0,
      112.0,
      200.0,
      20.0
     ],
     "floatoutput": 1,
     "min": -24.0,
     "size": 48.0,
     "orientation": 1,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-334",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "bang"
     ],
     "patching_rect": [
      1226.0,
      111.0,
      70.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1226.0,
      111.0,
      70.0,
      22.0
     ],
     "format": 6,
     "minimum": -24.0,
     "maximum": 24.0,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-335",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      2300.0,
      1600.0,
      160.0,
      22.0
     ],
     "text": "/aeolian/transpose $1"
    }
   },
   {
    "box": {
     "id": "obj-336",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      2300.0,
      1630.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-337",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      2300.0,
      1540.0,
      89.0,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-338",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1012.0,
      148.0,
      280.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1012.0,
      148.0,
      280.0,
      20.0
     ],
     "text": "formants: 0 move, 1 stay",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-339",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      1018.0,
      172.0,
      200.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1018.0,
      172.0,
      200.0,
      20.0
     ],
     "floatoutput": 1,
     "min": 0.0,
     "size": 1.0,
     "orientation": 1,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-340",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "bang"
     ],
     "patching_rect": [
      1226.0,
      171.0,
      70.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1226.0,
      171.0,
      70.0,
      22.0
     ],
     "format": 6,
     "minimum": 0.0,
     "maximum": 1.0,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-341",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      2500.0,
      1600.0,
      160.0,
      22.0
     ],
     "text": "/aeolian/formant $1"
    }
   },
   {
    "box": {
     "id": "obj-342",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      2500.0,
      1630.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-343",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      2500.0,
      1540.0,
      89.0,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-344",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1012.0,
      208.0,
      280.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1012.0,
      208.0,
      280.0,
      20.0
     ],
     "text": "stretch: 0.25 to 4",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-345",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      1018.0,
      232.0,
      200.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1018.0,
      232.0,
      200.0,
      20.0
     ],
     "floatoutput": 1,
     "min": 0.25,
     "size": 3.75,
     "orientation": 1,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-346",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "bang"
     ],
     "patching_rect": [
      1226.0,
      231.0,
      70.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1226.0,
      231.0,
      70.0,
      22.0
     ],
     "format": 6,
     "minimum": 0.25,
     "maximum": 4.0,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-347",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      2700.0,
      1600.0,
      160.0,
      22.0
     ],
     "text": "/aeolian/stretch $1"
    }
   },
   {
    "box": {
     "id": "obj-348",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      2700.0,
      1630.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-349",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      2700.0,
      1540.0,
      89.0,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-350",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1012.0,
      268.0,
      280.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1012.0,
      268.0,
      280.0,
      20.0
     ],
     "text": "tilt: dB an octave",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-351",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      1018.0,
      292.0,
      200.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1018.0,
      292.0,
      200.0,
      20.0
     ],
     "floatoutput": 1,
     "min": -6.0,
     "size": 12.0,
     "orientation": 1,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-352",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "bang"
     ],
     "patching_rect": [
      1226.0,
      291.0,
      70.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1226.0,
      291.0,
      70.0,
      22.0
     ],
     "format": 6,
     "minimum": -6.0,
     "maximum": 6.0,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-353",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      2900.0,
      1600.0,
      160.0,
      22.0
     ],
     "text": "/aeolian/tilt $1"
    }
   },
   {
    "box": {
     "id": "obj-354",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      2900.0,
      1630.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-355",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      2900.0,
      1540.0,
      89.0,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-356",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1012.0,
      328.0,
      280.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1012.0,
      328.0,
      280.0,
      20.0
     ],
     "text": "above 2 kHz: dB",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-357",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      1018.0,
      352.0,
      200.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1018.0,
      352.0,
      200.0,
      20.0
     ],
     "floatoutput": 1,
     "min": -24.0,
     "size": 48.0,
     "orientation": 1,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-358",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "bang"
     ],
     "patching_rect": [
      1226.0,
      351.0,
      70.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1226.0,
      351.0,
      70.0,
      22.0
     ],
     "format": 6,
     "minimum": -24.0,
     "maximum": 24.0,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-359",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      3100.0,
      1600.0,
      160.0,
      22.0
     ],
     "text": "/aeolian/bright $1"
    }
   },
   {
    "box": {
     "id": "obj-360",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      3100.0,
      1630.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-361",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      3100.0,
      1540.0,
      89.0,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-362",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1012.0,
      388.0,
      280.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1012.0,
      388.0,
      280.0,
      20.0
     ],
     "text": "floor: -100 (none) to -10 dB",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-363",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      1018.0,
      412.0,
      200.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1018.0,
      412.0,
      200.0,
      20.0
     ],
     "floatoutput": 1,
     "min": -100.0,
     "size": 90.0,
     "orientation": 1,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-364",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "bang"
     ],
     "patching_rect": [
      1226.0,
      411.0,
      70.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1226.0,
      411.0,
      70.0,
      22.0
     ],
     "format": 6,
     "minimum": -100.0,
     "maximum": -10.0,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-365",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      3300.0,
      1600.0,
      160.0,
      22.0
     ],
     "text": "/aeolian/floor $1"
    }
   },
   {
    "box": {
     "id": "obj-366",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      3300.0,
      1630.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-367",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      3300.0,
      1540.0,
      89.0,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-368",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1012.0,
      448.0,
      280.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1012.0,
      448.0,
      280.0,
      20.0
     ],
     "text": "sharpen: -1 noise, 1 tone",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-369",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      1018.0,
      472.0,
      200.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1018.0,
      472.0,
      200.0,
      20.0
     ],
     "floatoutput": 1,
     "min": -1.0,
     "size": 2.0,
     "orientation": 1,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-370",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "bang"
     ],
     "patching_rect": [
      1226.0,
      471.0,
      70.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1226.0,
      471.0,
      70.0,
      22.0
     ],
     "format": 6,
     "minimum": -1.0,
     "maximum": 1.0,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-371",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      3500.0,
      1600.0,
      160.0,
      22.0
     ],
     "text": "/aeolian/sharpen $1"
    }
   },
   {
    "box": {
     "id": "obj-372",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      3500.0,
      1630.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-373",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      3500.0,
      1540.0,
      89.0,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-374",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1012.0,
      508.0,
      280.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1012.0,
      508.0,
      280.0,
      20.0
     ],
     "text": "onsets: -1 soft, 1 hard",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-375",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      1018.0,
      532.0,
      200.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1018.0,
      532.0,
      200.0,
      20.0
     ],
     "floatoutput": 1,
     "min": -1.0,
     "size": 2.0,
     "orientation": 1,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-376",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "bang"
     ],
     "patching_rect": [
      1226.0,
      531.0,
      70.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1226.0,
      531.0,
      70.0,
      22.0
     ],
     "format": 6,
     "minimum": -1.0,
     "maximum": 1.0,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-377",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      3700.0,
      1600.0,
      160.0,
      22.0
     ],
     "text": "/aeolian/attack $1"
    }
   },
   {
    "box": {
     "id": "obj-378",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      3700.0,
      1630.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-379",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      3700.0,
      1540.0,
      89.0,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-380",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1012.0,
      568.0,
      150.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1012.0,
      568.0,
      150.0,
      20.0
     ],
     "text": "voices: 1 to 8",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-381",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      1018.0,
      592.0,
      84.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1018.0,
      592.0,
      84.0,
      20.0
     ],
     "floatoutput": 1,
     "min": 1.0,
     "size": 8.0,
     "orientation": 1,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-382",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "bang"
     ],
     "patching_rect": [
      1106.0,
      591.0,
      46.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1106.0,
      591.0,
      46.0,
      22.0
     ],
     "format": 6,
     "minimum": 1.0,
     "maximum": 8.0,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-383",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      3900.0,
      1600.0,
      160.0,
      22.0
     ],
     "text": "/aeolian/voices $1"
    }
   },
   {
    "box": {
     "id": "obj-384",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      3900.0,
      1630.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-385",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      3900.0,
      1540.0,
      89.0,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-386",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1012.0,
      628.0,
      150.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1012.0,
      628.0,
      150.0,
      20.0
     ],
     "text": "pan: -1 left, 1 right",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-387",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      1018.0,
      652.0,
      84.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1018.0,
      652.0,
      84.0,
      20.0
     ],
     "floatoutput": 1,
     "min": -1.0,
     "size": 2.0,
     "orientation": 1,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-388",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "bang"
     ],
     "patching_rect": [
      1106.0,
      651.0,
      46.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1106.0,
      651.0,
      46.0,
      22.0
     ],
     "format": 6,
     "minimum": -1.0,
     "maximum": 1.0,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-389",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      4100.0,
      1600.0,
      160.0,
      22.0
     ],
     "text": "/aeolian/pan $1"
    }
   },
   {
    "box": {
     "id": "obj-390",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      4100.0,
      1630.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-391",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      4100.0,
      1540.0,
      89.0,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-392",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "fontsize": 13.0,
     "fontface": 1,
     "patching_rect": [
      1326.0,
      54.0,
      280.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1326.0,
      54.0,
      280.0,
      20.0
     ],
     "text": "listening"
    }
   },
   {
    "box": {
     "id": "obj-393",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1342.0,
      112.0,
      280.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1342.0,
      112.0,
      280.0,
      20.0
     ],
     "text": "follow: play similar sounds",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-394",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      1348.0,
      136.0,
      200.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1348.0,
      136.0,
      200.0,
      20.0
     ],
     "floatoutput": 1,
     "min": 0.0,
     "size": 1.0,
     "orientation": 1,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-395",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "bang"
     ],
     "patching_rect": [
      1556.0,
      135.0,
      70.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1556.0,
      135.0,
      70.0,
      22.0
     ],
     "format": 6,
     "minimum": 0.0,
     "maximum": 1.0,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-396",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      4300.0,
      1600.0,
      160.0,
      22.0
     ],
     "text": "/aeolian/listen/follow $1"
    }
   },
   {
    "box": {
     "id": "obj-397",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      4300.0,
      1630.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-398",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      4300.0,
      1540.0,
      89.0,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-399",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1342.0,
      172.0,
      280.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1342.0,
      172.0,
      280.0,
      20.0
     ],
     "text": "shadow: similar passages",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-400",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      1348.0,
      196.0,
      200.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1348.0,
      196.0,
      200.0,
      20.0
     ],
     "floatoutput": 1,
     "min": 0.0,
     "size": 1.0,
     "orientation": 1,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-401",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "bang"
     ],
     "patching_rect": [
      1556.0,
      195.0,
      70.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1556.0,
      195.0,
      70.0,
      22.0
     ],
     "format": 6,
     "minimum": 0.0,
     "maximum": 1.0,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-402",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      4500.0,
      1600.0,
      160.0,
      22.0
     ],
     "text": "/aeolian/listen/shadow $1"
    }
   },
   {
    "box": {
     "id": "obj-403",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      4500.0,
      1630.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-404",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      4500.0,
      1540.0,
      89.0,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-405",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1342.0,
      232.0,
      280.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1342.0,
      232.0,
      280.0,
      20.0
     ],
     "text": "through: play your sound",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-406",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      1348.0,
      256.0,
      200.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1348.0,
      256.0,
      200.0,
      20.0
     ],
     "floatoutput": 1,
     "min": 0.0,
     "size": 1.0,
     "orientation": 1,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-407",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "bang"
     ],
     "patching_rect": [
      1556.0,
      255.0,
      70.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1556.0,
      255.0,
      70.0,
      22.0
     ],
     "format": 6,
     "minimum": 0.0,
     "maximum": 1.0,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-408",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      4700.0,
      1600.0,
      160.0,
      22.0
     ],
     "text": "/aeolian/listen/through $1"
    }
   },
   {
    "box": {
     "id": "obj-409",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      4700.0,
      1630.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-410",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      4700.0,
      1540.0,
      89.0,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-411",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1342.0,
      292.0,
      280.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1342.0,
      292.0,
      280.0,
      20.0
     ],
     "text": "input gain, dB",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-412",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      1348.0,
      316.0,
      200.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1348.0,
      316.0,
      200.0,
      20.0
     ],
     "floatoutput": 1,
     "min": -60.0,
     "size": 100.0,
     "orientation": 1,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-413",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "bang"
     ],
     "patching_rect": [
      1556.0,
      315.0,
      70.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1556.0,
      315.0,
      70.0,
      22.0
     ],
     "format": 6,
     "minimum": -60.0,
     "maximum": 40.0,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-414",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      4900.0,
      1600.0,
      160.0,
      22.0
     ],
     "text": "/aeolian/listen/gain $1"
    }
   },
   {
    "box": {
     "id": "obj-415",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      4900.0,
      1630.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-416",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      4900.0,
      1540.0,
      89.0,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-417",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1342.0,
      352.0,
      280.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1342.0,
      352.0,
      280.0,
      20.0
     ],
     "text": "gate, dB",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-418",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      1348.0,
      376.0,
      200.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1348.0,
      376.0,
      200.0,
      20.0
     ],
     "floatoutput": 1,
     "min": -60.0,
     "size": 60.0,
     "orientation": 1,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-419",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "bang"
     ],
     "patching_rect": [
      1556.0,
      375.0,
      70.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1556.0,
      375.0,
      70.0,
      22.0
     ],
     "format": 6,
     "minimum": -60.0,
     "maximum": 0.0,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-420",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      5100.0,
      1600.0,
      160.0,
      22.0
     ],
     "text": "/aeolian/listen/gate $1"
    }
   },
   {
    "box": {
     "id": "obj-421",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      5100.0,
      1630.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-422",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      5100.0,
      1540.0,
      89.0,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-423",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1318.0,
      50.0,
      330.0,
      630.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1318.0,
      50.0,
      330.0,
      630.0
     ],
     "background": 1,
     "mode": 0,
     "bgcolor": [
      0.9,
      0.92,
      0.94,
      1.0
     ],
     "rounded": 6
    }
   },
   {
    "box": {
     "id": "obj-424",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1342.0,
      412.0,
      280.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1342.0,
      412.0,
      280.0,
      20.0
     ],
     "text": "answer: phrase by phrase",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-425",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      1348.0,
      436.0,
      200.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1348.0,
      436.0,
      200.0,
      20.0
     ],
     "floatoutput": 1,
     "min": 0.0,
     "size": 1.0,
     "orientation": 1,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-426",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "bang"
     ],
     "patching_rect": [
      1556.0,
      435.0,
      70.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1556.0,
      435.0,
      70.0,
      22.0
     ],
     "format": 6,
     "minimum": 0.0,
     "maximum": 1.0,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-427",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      5300.0,
      1600.0,
      160.0,
      22.0
     ],
     "text": "/aeolian/listen/answer $1"
    }
   },
   {
    "box": {
     "id": "obj-428",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      5300.0,
      1630.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-429",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      5300.0,
      1540.0,
      89.0,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-430",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      10.0,
      690.0,
      1638.0,
      112.0
     ],
     "presentation": 1,
     "presentation_rect": [
      10.0,
      690.0,
      1638.0,
      112.0
     ],
     "background": 1,
     "mode": 0,
     "bgcolor": [
      0.9,
      0.92,
      0.94,
      1.0
     ],
     "rounded": 6
    }
   },
   {
    "box": {
     "id": "obj-464",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      10.0,
      838.0,
      1638.0,
      36.0
     ],
     "presentation": 1,
     "presentation_rect": [
      10.0,
      838.0,
      1638.0,
      36.0
     ],
     "background": 1,
     "mode": 0,
     "bgcolor": [
      0.9,
      0.92,
      0.94,
      1.0
     ],
     "rounded": 6
    }
   },
   {
    "box": {
     "id": "obj-431",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      16.0,
      694.0,
      200.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16.0,
      694.0,
      200.0,
      20.0
     ],
     "text": "output",
     "fontsize": 13.0,
     "fontface": 1
    }
   },
   {
    "box": {
     "id": "obj-432",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 6,
     "patching_rect": [
      5500.0,
      1140.0,
      160.0,
      22.0
     ],
     "outlettype": [
      "float",
      "float",
      "float",
      "float",
      "float",
      "float"
     ],
     "text": "unpack 0. 0. 0. 0. 0. 0."
    }
   },
   {
    "box": {
     "id": "obj-433",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      18.0,
      720.0,
      62.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      18.0,
      720.0,
      62.0,
      20.0
     ],
     "text": "peak, dB",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-434",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      80.0,
      720.0,
      60.0,
      22.0
     ],
     "outlettype": [
      "",
      "bang"
     ],
     "presentation": 1,
     "presentation_rect": [
      80.0,
      720.0,
      60.0,
      22.0
     ],
     "format": 6,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-435",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      146.0,
      722.0,
      130.0,
      9.0
     ],
     "outlettype": [
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      146.0,
      722.0,
      130.0,
      9.0
     ],
     "floatoutput": 1,
     "min": -60.0,
     "size": 66.0,
     "orientation": 1,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-436",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      5500.0,
      1180.0,
      80.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-437",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      18.0,
      750.0,
      62.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      18.0,
      750.0,
      62.0,
      20.0
     ],
     "text": "RMS, dB",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-438",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      80.0,
      750.0,
      60.0,
      22.0
     ],
     "outlettype": [
      "",
      "bang"
     ],
     "presentation": 1,
     "presentation_rect": [
      80.0,
      750.0,
      60.0,
      22.0
     ],
     "format": 6,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-439",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      146.0,
      752.0,
      130.0,
      9.0
     ],
     "outlettype": [
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      146.0,
      752.0,
      130.0,
      9.0
     ],
     "floatoutput": 1,
     "min": -60.0,
     "size": 66.0,
     "orientation": 1,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-440",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      5620.0,
      1180.0,
      80.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-441",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      300.0,
      698.0,
      1280.0,
      84.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      300.0,
      698.0,
      1280.0,
      84.0
     ],
     "size": 64,
     "setminmax": [
      -100.0,
      0.0
     ],
     "setstyle": 1,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-442",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      296.0,
      782.0,
      60.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      296.0,
      782.0,
      60.0,
      20.0
     ],
     "text": "40 Hz",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-443",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      968.0,
      782.0,
      60.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      968.0,
      782.0,
      60.0,
      20.0
     ],
     "text": "1 kHz",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-444",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1536.0,
      782.0,
      60.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1536.0,
      782.0,
      60.0,
      20.0
     ],
     "text": "16 kHz",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-445",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1584.0,
      694.0,
      50.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1584.0,
      694.0,
      50.0,
      20.0
     ],
     "text": "0 dB",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-446",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1584.0,
      766.0,
      60.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1584.0,
      766.0,
      60.0,
      20.0
     ],
     "text": "-100 dB",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-447",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1342.0,
      472.0,
      280.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1342.0,
      472.0,
      280.0,
      20.0
     ],
     "text": "oppose: do the opposite",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-448",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      1348.0,
      496.0,
      200.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1348.0,
      496.0,
      200.0,
      20.0
     ],
     "floatoutput": 1,
     "min": 0.0,
     "size": 1.0,
     "orientation": 1,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-449",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "bang"
     ],
     "patching_rect": [
      1556.0,
      495.0,
      70.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1556.0,
      495.0,
      70.0,
      22.0
     ],
     "format": 6,
     "minimum": 0.0,
     "maximum": 1.0,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-450",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      5520.0,
      1600.0,
      160.0,
      22.0
     ],
     "text": "/aeolian/listen/oppose $1"
    }
   },
   {
    "box": {
     "id": "obj-451",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      5520.0,
      1630.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-452",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      5520.0,
      1540.0,
      89.0,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-453",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1342.0,
      532.0,
      280.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1342.0,
      532.0,
      280.0,
      20.0
     ],
     "text": "remember: your phrases",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-454",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      1348.0,
      556.0,
      200.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1348.0,
      556.0,
      200.0,
      20.0
     ],
     "floatoutput": 1,
     "min": 0.0,
     "size": 1.0,
     "orientation": 1,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-455",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "bang"
     ],
     "patching_rect": [
      1556.0,
      555.0,
      70.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1556.0,
      555.0,
      70.0,
      22.0
     ],
     "format": 6,
     "minimum": 0.0,
     "maximum": 1.0,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-456",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      5740.0,
      1600.0,
      160.0,
      22.0
     ],
     "text": "/aeolian/listen/remember $1"
    }
   },
   {
    "box": {
     "id": "obj-457",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      5740.0,
      1630.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-458",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      5740.0,
      1540.0,
      89.0,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-459",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1382.0,
      596.0,
      280.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1382.0,
      596.0,
      280.0,
      20.0
     ],
     "text": "now: play even during a phrase",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-460",
     "maxclass": "toggle",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      1348.0,
      592.0,
      24.0,
      24.0
     ],
     "outlettype": [
      "int"
     ],
     "presentation": 1,
     "presentation_rect": [
      1348.0,
      592.0,
      24.0,
      24.0
     ],
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-461",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      5960.0,
      1600.0,
      160.0,
      22.0
     ],
     "text": "/aeolian/listen/now $1"
    }
   },
   {
    "box": {
     "id": "obj-462",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      5960.0,
      1630.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-463",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      5960.0,
      1540.0,
      89.0,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-465",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      16.0,
      844.0,
      90.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      16.0,
      844.0,
      90.0,
      20.0
     ],
     "text": "beat",
     "fontsize": 13.0,
     "fontface": 1
    }
   },
   {
    "box": {
     "id": "obj-466",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      110.0,
      844.0,
      216.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      110.0,
      844.0,
      216.0,
      20.0
     ],
     "text": "tempo, BPM, while no clock leads",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-467",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      336.0,
      846.0,
      220.0,
      18.0
     ],
     "presentation": 1,
     "presentation_rect": [
      336.0,
      846.0,
      220.0,
      18.0
     ],
     "floatoutput": 1,
     "min": 20.0,
     "size": 280.0,
     "orientation": 1,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-468",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "bang"
     ],
     "patching_rect": [
      566.0,
      844.0,
      70.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      566.0,
      844.0,
      70.0,
      22.0
     ],
     "format": 6,
     "minimum": 20.0,
     "maximum": 300.0,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-469",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      6180.0,
      1600.0,
      160.0,
      22.0
     ],
     "text": "/aeolian/tempo $1"
    }
   },
   {
    "box": {
     "id": "obj-470",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      6180.0,
      1630.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-471",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      6180.0,
      1540.0,
      89.0,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-472",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      810.0,
      844.0,
      322.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      810.0,
      844.0,
      322.0,
      20.0
     ],
     "text": "quantum: presets and sounds wait for this many beats",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-473",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      1140.0,
      846.0,
      280.0,
      18.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1140.0,
      846.0,
      280.0,
      18.0
     ],
     "floatoutput": 1,
     "min": 0.0,
     "size": 64.0,
     "orientation": 1,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-474",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "bang"
     ],
     "patching_rect": [
      1430.0,
      844.0,
      70.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1430.0,
      844.0,
      70.0,
      22.0
     ],
     "format": 6,
     "minimum": 0.0,
     "maximum": 64.0,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-475",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      6400.0,
      1600.0,
      160.0,
      22.0
     ],
     "text": "/aeolian/quantum $1"
    }
   },
   {
    "box": {
     "id": "obj-476",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      6400.0,
      1630.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-477",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      6400.0,
      1540.0,
      89.0,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-478",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      5740.0,
      1180.0,
      80.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-479",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      5860.0,
      1180.0,
      80.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-480",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      146.0,
      732.0,
      130.0,
      9.0
     ],
     "outlettype": [
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      146.0,
      732.0,
      130.0,
      9.0
     ],
     "floatoutput": 1,
     "min": -60.0,
     "size": 66.0,
     "orientation": 1,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-481",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      5980.0,
      1180.0,
      80.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-482",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      146.0,
      762.0,
      130.0,
      9.0
     ],
     "outlettype": [
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      146.0,
      762.0,
      130.0,
      9.0
     ],
     "floatoutput": 1,
     "min": -60.0,
     "size": 66.0,
     "orientation": 1,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-483",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      6100.0,
      1180.0,
      80.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-490",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      698.0,
      650.0,
      80.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      698.0,
      650.0,
      80.0,
      20.0
     ],
     "text": "save moment",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-491",
     "maxclass": "textedit",
     "numinlets": 1,
     "numoutlets": 4,
     "patching_rect": [
      780.0,
      650.0,
      76.0,
      22.0
     ],
     "outlettype": [
      "",
      "int",
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      780.0,
      650.0,
      76.0,
      22.0
     ],
     "keymode": 1,
     "lines": 1,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-492",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      16070.0,
      1140.0,
      82.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route text"
    }
   },
   {
    "box": {
     "id": "obj-493",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      16070.0,
      1170.0,
      68.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "tosymbol"
    }
   },
   {
    "box": {
     "id": "obj-494",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      16070.0,
      1200.0,
      208.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend /aeolian/moment/save"
    }
   },
   {
    "box": {
     "id": "obj-495",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      16070.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-496",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      862.0,
      650.0,
      34.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      862.0,
      650.0,
      34.0,
      20.0
     ],
     "text": "load",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-497",
     "maxclass": "textedit",
     "numinlets": 1,
     "numoutlets": 4,
     "patching_rect": [
      898.0,
      650.0,
      90.0,
      22.0
     ],
     "outlettype": [
      "",
      "int",
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      898.0,
      650.0,
      90.0,
      22.0
     ],
     "keymode": 1,
     "lines": 1,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-498",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      16300.0,
      1140.0,
      82.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route text"
    }
   },
   {
    "box": {
     "id": "obj-499",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      16300.0,
      1170.0,
      68.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "tosymbol"
    }
   },
   {
    "box": {
     "id": "obj-500",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      16300.0,
      1200.0,
      208.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend /aeolian/moment/load"
    }
   },
   {
    "box": {
     "id": "obj-501",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      16300.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-502",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      678.0,
      844.0,
      130.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      678.0,
      844.0,
      130.0,
      20.0
     ],
     "text": "pulse follows tempo",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-503",
     "maxclass": "toggle",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      648.0,
      844.0,
      24.0,
      24.0
     ],
     "outlettype": [
      "int"
     ],
     "presentation": 1,
     "presentation_rect": [
      648.0,
      844.0,
      24.0,
      24.0
     ],
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-504",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      6620.0,
      1600.0,
      160.0,
      22.0
     ],
     "text": "/aeolian/tempo/follow $1"
    }
   },
   {
    "box": {
     "id": "obj-505",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      6620.0,
      1630.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-506",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      6620.0,
      1540.0,
      89.0,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-508",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1164.0,
      628.0,
      140.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1164.0,
      628.0,
      140.0,
      20.0
     ],
     "text": "width: 0 mono to 2",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-509",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      1168.0,
      652.0,
      76.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1168.0,
      652.0,
      76.0,
      20.0
     ],
     "floatoutput": 1,
     "min": 0.0,
     "size": 2.0,
     "orientation": 1,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-510",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "bang"
     ],
     "patching_rect": [
      1250.0,
      651.0,
      46.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1250.0,
      651.0,
      46.0,
      22.0
     ],
     "format": 6,
     "minimum": 0.0,
     "maximum": 2.0,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-511",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      4300.0,
      1600.0,
      160.0,
      22.0
     ],
     "text": "/aeolian/width $1"
    }
   },
   {
    "box": {
     "id": "obj-512",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      4300.0,
      1630.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-513",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      4300.0,
      1540.0,
      89.0,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-514",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1164.0,
      568.0,
      140.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1164.0,
      568.0,
      140.0,
      20.0
     ],
     "text": "out: first channel",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-515",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      1168.0,
      592.0,
      76.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1168.0,
      592.0,
      76.0,
      20.0
     ],
     "min": 1.0,
     "size": 32.0,
     "orientation": 1,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-516",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "bang"
     ],
     "patching_rect": [
      1250.0,
      591.0,
      46.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      1250.0,
      591.0,
      46.0,
      22.0
     ],
     "format": 6,
     "minimum": 1.0,
     "maximum": 32.0,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-517",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      4500.0,
      1600.0,
      160.0,
      22.0
     ],
     "text": "/aeolian/out $1"
    }
   },
   {
    "box": {
     "id": "obj-518",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      4500.0,
      1630.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-519",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      4500.0,
      1540.0,
      89.0,
      22.0
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-520",
     "maxclass": "button",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      "bang"
     ],
     "patching_rect": [
      470.0,
      620.0,
      24.0,
      24.0
     ],
     "presentation": 1,
     "presentation_rect": [
      470.0,
      620.0,
      24.0,
      24.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-521",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      498.0,
      622.0,
      50.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      498.0,
      622.0,
      50.0,
      20.0
     ],
     "text": "blend",
     "fontsize": 12.0
    }
   },
   {
    "box": {
     "id": "obj-522",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      14950.0,
      1170.0,
      54.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "zl.reg"
    }
   },
   {
    "box": {
     "id": "obj-523",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      14950.0,
      1200.0,
      220.0,
      22.0
     ],
     "text": "/aeolian/model/blend $1 0.5"
    }
   },
   {
    "box": {
     "id": "obj-524",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      14950.0,
      1230.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-525",
     "maxclass": "slider",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      552.0,
      622.0,
      70.0,
      20.0
     ],
     "presentation": 1,
     "presentation_rect": [
      552.0,
      622.0,
      70.0,
      20.0
     ],
     "floatoutput": 1,
     "min": 0.0,
     "size": 1.0,
     "orientation": 1,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-526",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "outlettype": [
      "",
      "bang"
     ],
     "patching_rect": [
      628.0,
      621.0,
      46.0,
      22.0
     ],
     "presentation": 1,
     "presentation_rect": [
      628.0,
      621.0,
      46.0,
      22.0
     ],
     "format": 6,
     "minimum": 0.0,
     "maximum": 1.0,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-527",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      4700.0,
      1600.0,
      180.0,
      22.0
     ],
     "text": "/aeolian/model/weight $1"
    }
   },
   {
    "box": {
     "id": "obj-528",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      4700.0,
      1630.0,
      103.0,
      22.0
     ],
     "text": "s aeolian-out"
    }
   },
   {
    "box": {
     "id": "obj-529",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "outlettype": [
      ""
     ],
     "patching_rect": [
      4700.0,
      1540.0,
      89.0,
      22.0
     ],
     "text": "prepend set"
    }
   }
  ],
  "lines": [
   {
    "patchline": {
     "destination": [
      "obj-5",
      0
     ],
     "source": [
      "obj-4",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-7",
      0
     ],
     "source": [
      "obj-6",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-9",
      0
     ],
     "source": [
      "obj-7",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-10",
      0
     ],
     "source": [
      "obj-9",
      2
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-11",
      0
     ],
     "source": [
      "obj-10",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-12",
      0
     ],
     "source": [
      "obj-9",
      1
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-13",
      0
     ],
     "source": [
      "obj-12",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-14",
      0
     ],
     "source": [
      "obj-9",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-15",
      0
     ],
     "source": [
      "obj-14",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-17",
      0
     ],
     "source": [
      "obj-6",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-16",
      0
     ],
     "source": [
      "obj-17",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-18",
      0
     ],
     "source": [
      "obj-16",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-19",
      0
     ],
     "source": [
      "obj-18",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-21",
      0
     ],
     "source": [
      "obj-20",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-26",
      0
     ],
     "source": [
      "obj-25",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-27",
      0
     ],
     "source": [
      "obj-26",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-28",
      0
     ],
     "source": [
      "obj-27",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-30",
      0
     ],
     "source": [
      "obj-21",
      4
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-25",
      0
     ],
     "source": [
      "obj-30",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-26",
      0
     ],
     "source": [
      "obj-30",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-33",
      0
     ],
     "source": [
      "obj-32",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-34",
      0
     ],
     "source": [
      "obj-33",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-35",
      0
     ],
     "source": [
      "obj-34",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-37",
      0
     ],
     "source": [
      "obj-21",
      5
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-32",
      0
     ],
     "source": [
      "obj-37",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-33",
      0
     ],
     "source": [
      "obj-37",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-40",
      0
     ],
     "source": [
      "obj-38",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-41",
      0
     ],
     "source": [
      "obj-40",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-42",
      0
     ],
     "source": [
      "obj-21",
      6
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-38",
      0
     ],
     "source": [
      "obj-42",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-45",
      0
     ],
     "source": [
      "obj-43",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-46",
      0
     ],
     "source": [
      "obj-45",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-47",
      0
     ],
     "source": [
      "obj-21",
      7
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-43",
      0
     ],
     "source": [
      "obj-47",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-50",
      0
     ],
     "source": [
      "obj-48",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-51",
      0
     ],
     "source": [
      "obj-50",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-52",
      0
     ],
     "source": [
      "obj-21",
      8
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-48",
      0
     ],
     "source": [
      "obj-52",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-55",
      0
     ],
     "source": [
      "obj-6",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-53",
      0
     ],
     "source": [
      "obj-55",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-58",
      0
     ],
     "source": [
      "obj-56",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-59",
      0
     ],
     "source": [
      "obj-58",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-62",
      0
     ],
     "source": [
      "obj-60",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-62",
      1
     ],
     "source": [
      "obj-53",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-63",
      0
     ],
     "source": [
      "obj-62",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-64",
      0
     ],
     "source": [
      "obj-63",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-67",
      0
     ],
     "source": [
      "obj-65",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-67",
      1
     ],
     "source": [
      "obj-53",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-68",
      0
     ],
     "source": [
      "obj-67",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-69",
      0
     ],
     "source": [
      "obj-68",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-72",
      0
     ],
     "source": [
      "obj-71",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-73",
      0
     ],
     "source": [
      "obj-72",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-75",
      0
     ],
     "source": [
      "obj-74",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-76",
      0
     ],
     "source": [
      "obj-75",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-78",
      0
     ],
     "source": [
      "obj-21",
      9
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-77",
      0
     ],
     "source": [
      "obj-78",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-79",
      0
     ],
     "source": [
      "obj-21",
      20
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-77",
      0
     ],
     "source": [
      "obj-79",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-82",
      0
     ],
     "source": [
      "obj-21",
      18
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-81",
      0
     ],
     "source": [
      "obj-82",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-83",
      0
     ],
     "source": [
      "obj-21",
      19
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-81",
      0
     ],
     "source": [
      "obj-83",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-84",
      0
     ],
     "source": [
      "obj-81",
      1
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-85",
      0
     ],
     "source": [
      "obj-84",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-86",
      0
     ],
     "source": [
      "obj-85",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-91",
      0
     ],
     "source": [
      "obj-21",
      11
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-90",
      0
     ],
     "source": [
      "obj-91",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-92",
      0
     ],
     "source": [
      "obj-21",
      12
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-90",
      0
     ],
     "source": [
      "obj-92",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-93",
      0
     ],
     "source": [
      "obj-90",
      1
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-94",
      0
     ],
     "source": [
      "obj-93",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-95",
      0
     ],
     "source": [
      "obj-94",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-96",
      0
     ],
     "source": [
      "obj-21",
      10
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-90",
      0
     ],
     "source": [
      "obj-96",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-99",
      0
     ],
     "source": [
      "obj-21",
      11
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-98",
      0
     ],
     "source": [
      "obj-99",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-100",
      0
     ],
     "source": [
      "obj-21",
      12
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-98",
      0
     ],
     "source": [
      "obj-100",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-101",
      0
     ],
     "source": [
      "obj-98",
      1
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-103",
      0
     ],
     "source": [
      "obj-21",
      11
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-102",
      0
     ],
     "source": [
      "obj-103",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-104",
      0
     ],
     "source": [
      "obj-21",
      12
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-102",
      0
     ],
     "source": [
      "obj-104",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-105",
      0
     ],
     "source": [
      "obj-102",
      1
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-108",
      0
     ],
     "source": [
      "obj-106",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-107",
      2
     ],
     "source": [
      "obj-108",
      1
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-107",
      0
     ],
     "source": [
      "obj-108",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-110",
      0
     ],
     "source": [
      "obj-101",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-107",
      0
     ],
     "source": [
      "obj-110",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-107",
      1
     ],
     "source": [
      "obj-105",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-111",
      0
     ],
     "source": [
      "obj-107",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-112",
      0
     ],
     "source": [
      "obj-111",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-115",
      0
     ],
     "source": [
      "obj-114",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-116",
      0
     ],
     "source": [
      "obj-114",
      1
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-117",
      0
     ],
     "source": [
      "obj-115",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-117",
      1
     ],
     "source": [
      "obj-116",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-118",
      0
     ],
     "source": [
      "obj-117",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-119",
      0
     ],
     "source": [
      "obj-118",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-122",
      0
     ],
     "source": [
      "obj-121",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-123",
      0
     ],
     "source": [
      "obj-122",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-128",
      0
     ],
     "source": [
      "obj-126",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-129",
      0
     ],
     "source": [
      "obj-128",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-130",
      0
     ],
     "source": [
      "obj-21",
      21
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-126",
      0
     ],
     "source": [
      "obj-130",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-133",
      0
     ],
     "source": [
      "obj-131",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-134",
      0
     ],
     "source": [
      "obj-133",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-135",
      0
     ],
     "source": [
      "obj-21",
      22
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-131",
      0
     ],
     "source": [
      "obj-135",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-138",
      0
     ],
     "source": [
      "obj-136",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-139",
      0
     ],
     "source": [
      "obj-138",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-140",
      0
     ],
     "source": [
      "obj-21",
      23
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-136",
      0
     ],
     "source": [
      "obj-140",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-143",
      0
     ],
     "source": [
      "obj-141",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-144",
      0
     ],
     "source": [
      "obj-143",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-145",
      0
     ],
     "source": [
      "obj-21",
      24
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-141",
      0
     ],
     "source": [
      "obj-145",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-148",
      0
     ],
     "source": [
      "obj-146",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-149",
      0
     ],
     "source": [
      "obj-148",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-150",
      0
     ],
     "source": [
      "obj-21",
      25
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-146",
      0
     ],
     "source": [
      "obj-150",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-153",
      0
     ],
     "source": [
      "obj-151",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-154",
      0
     ],
     "source": [
      "obj-153",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-155",
      0
     ],
     "source": [
      "obj-21",
      26
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-151",
      0
     ],
     "source": [
      "obj-155",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-158",
      0
     ],
     "source": [
      "obj-156",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-159",
      0
     ],
     "source": [
      "obj-158",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-160",
      0
     ],
     "source": [
      "obj-21",
      27
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-156",
      0
     ],
     "source": [
      "obj-160",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-163",
      0
     ],
     "source": [
      "obj-161",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-164",
      0
     ],
     "source": [
      "obj-163",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-165",
      0
     ],
     "source": [
      "obj-21",
      28
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-161",
      0
     ],
     "source": [
      "obj-165",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-168",
      0
     ],
     "source": [
      "obj-166",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-169",
      0
     ],
     "source": [
      "obj-168",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-170",
      0
     ],
     "source": [
      "obj-21",
      29
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-166",
      0
     ],
     "source": [
      "obj-170",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-173",
      0
     ],
     "source": [
      "obj-171",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-174",
      0
     ],
     "source": [
      "obj-173",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-175",
      0
     ],
     "source": [
      "obj-21",
      30
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-171",
      0
     ],
     "source": [
      "obj-175",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-178",
      0
     ],
     "source": [
      "obj-176",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-179",
      0
     ],
     "source": [
      "obj-178",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-180",
      0
     ],
     "source": [
      "obj-21",
      31
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-176",
      0
     ],
     "source": [
      "obj-180",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-183",
      0
     ],
     "source": [
      "obj-181",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-184",
      0
     ],
     "source": [
      "obj-183",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-185",
      0
     ],
     "source": [
      "obj-21",
      32
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-181",
      0
     ],
     "source": [
      "obj-185",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-188",
      0
     ],
     "source": [
      "obj-186",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-189",
      0
     ],
     "source": [
      "obj-188",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-190",
      0
     ],
     "source": [
      "obj-21",
      33
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-186",
      0
     ],
     "source": [
      "obj-190",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-193",
      0
     ],
     "source": [
      "obj-191",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-194",
      0
     ],
     "source": [
      "obj-193",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-195",
      0
     ],
     "source": [
      "obj-21",
      34
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-191",
      0
     ],
     "source": [
      "obj-195",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-198",
      0
     ],
     "source": [
      "obj-196",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-199",
      0
     ],
     "source": [
      "obj-198",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-200",
      0
     ],
     "source": [
      "obj-21",
      35
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-196",
      0
     ],
     "source": [
      "obj-200",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-203",
      0
     ],
     "source": [
      "obj-201",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-204",
      0
     ],
     "source": [
      "obj-203",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-205",
      0
     ],
     "source": [
      "obj-21",
      36
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-201",
      0
     ],
     "source": [
      "obj-205",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-206",
      0
     ],
     "source": [
      "obj-21",
      10
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-207",
      0
     ],
     "source": [
      "obj-206",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-210",
      0
     ],
     "source": [
      "obj-21",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-213",
      0
     ],
     "source": [
      "obj-210",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-212",
      0
     ],
     "source": [
      "obj-213",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-217",
      0
     ],
     "source": [
      "obj-210",
      1
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-215",
      0
     ],
     "source": [
      "obj-217",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-216",
      0
     ],
     "source": [
      "obj-217",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-221",
      0
     ],
     "source": [
      "obj-210",
      2
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-219",
      0
     ],
     "source": [
      "obj-221",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-220",
      0
     ],
     "source": [
      "obj-221",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-224",
      0
     ],
     "source": [
      "obj-210",
      3
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-223",
      0
     ],
     "source": [
      "obj-224",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-227",
      0
     ],
     "source": [
      "obj-210",
      4
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-226",
      0
     ],
     "source": [
      "obj-227",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-230",
      0
     ],
     "source": [
      "obj-210",
      5
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-229",
      0
     ],
     "source": [
      "obj-230",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-233",
      0
     ],
     "source": [
      "obj-210",
      6
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-232",
      0
     ],
     "source": [
      "obj-233",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-236",
      0
     ],
     "source": [
      "obj-210",
      7
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-235",
      0
     ],
     "source": [
      "obj-236",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-239",
      0
     ],
     "source": [
      "obj-210",
      8
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-238",
      0
     ],
     "source": [
      "obj-239",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-244",
      0
     ],
     "source": [
      "obj-21",
      13
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-243",
      0
     ],
     "source": [
      "obj-244",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-245",
      0
     ],
     "source": [
      "obj-21",
      14
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-243",
      0
     ],
     "source": [
      "obj-245",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-246",
      0
     ],
     "source": [
      "obj-243",
      1
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-250",
      1
     ],
     "source": [
      "obj-246",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-250",
      0
     ],
     "source": [
      "obj-248",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-251",
      1
     ],
     "source": [
      "obj-53",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-251",
      0
     ],
     "source": [
      "obj-250",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-253",
      0
     ],
     "source": [
      "obj-251",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-254",
      0
     ],
     "source": [
      "obj-253",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-257",
      1
     ],
     "source": [
      "obj-246",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-257",
      0
     ],
     "source": [
      "obj-255",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-258",
      0
     ],
     "source": [
      "obj-257",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-259",
      0
     ],
     "source": [
      "obj-258",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-262",
      0
     ],
     "source": [
      "obj-261",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-263",
      0
     ],
     "source": [
      "obj-262",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-264",
      0
     ],
     "source": [
      "obj-263",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-265",
      0
     ],
     "source": [
      "obj-264",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-268",
      0
     ],
     "source": [
      "obj-21",
      15
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-267",
      0
     ],
     "source": [
      "obj-268",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-269",
      0
     ],
     "source": [
      "obj-21",
      16
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-267",
      0
     ],
     "source": [
      "obj-269",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-270",
      0
     ],
     "source": [
      "obj-267",
      1
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-271",
      1
     ],
     "source": [
      "obj-270",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-271",
      0
     ],
     "source": [
      "obj-272",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-274",
      0
     ],
     "source": [
      "obj-271",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-275",
      0
     ],
     "source": [
      "obj-274",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-278",
      0
     ],
     "source": [
      "obj-21",
      17
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-276",
      0
     ],
     "source": [
      "obj-278",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-283",
      0
     ],
     "source": [
      "obj-282",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-284",
      0
     ],
     "source": [
      "obj-283",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-285",
      0
     ],
     "source": [
      "obj-284",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-286",
      0
     ],
     "source": [
      "obj-285",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-289",
      0
     ],
     "source": [
      "obj-287",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-290",
      0
     ],
     "source": [
      "obj-289",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-293",
      0
     ],
     "source": [
      "obj-292",
      1
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-294",
      0
     ],
     "source": [
      "obj-293",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-297",
      0
     ],
     "source": [
      "obj-295",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-298",
      0
     ],
     "source": [
      "obj-297",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-301",
      0
     ],
     "source": [
      "obj-21",
      1
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-300",
      0
     ],
     "source": [
      "obj-301",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-302",
      0
     ],
     "source": [
      "obj-21",
      2
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-300",
      0
     ],
     "source": [
      "obj-302",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-303",
      0
     ],
     "source": [
      "obj-21",
      3
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-300",
      0
     ],
     "source": [
      "obj-303",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-306",
      0
     ],
     "source": [
      "obj-304",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-307",
      0
     ],
     "source": [
      "obj-306",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-308",
      0
     ],
     "source": [
      "obj-21",
      37
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-304",
      0
     ],
     "source": [
      "obj-308",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-311",
      0
     ],
     "source": [
      "obj-310",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-312",
      0
     ],
     "source": [
      "obj-311",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-313",
      0
     ],
     "source": [
      "obj-312",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-314",
      0
     ],
     "source": [
      "obj-21",
      38
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-310",
      0
     ],
     "source": [
      "obj-314",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-311",
      0
     ],
     "source": [
      "obj-314",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-317",
      0
     ],
     "source": [
      "obj-315",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-318",
      0
     ],
     "source": [
      "obj-317",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-319",
      0
     ],
     "source": [
      "obj-21",
      39
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-320",
      0
     ],
     "source": [
      "obj-319",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-323",
      0
     ],
     "source": [
      "obj-322",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-324",
      0
     ],
     "source": [
      "obj-323",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-325",
      0
     ],
     "source": [
      "obj-21",
      40
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-322",
      0
     ],
     "source": [
      "obj-325",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-327",
      0
     ],
     "source": [
      "obj-326",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-328",
      0
     ],
     "source": [
      "obj-327",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-329",
      0
     ],
     "source": [
      "obj-21",
      41
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-326",
      0
     ],
     "source": [
      "obj-329",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-334",
      0
     ],
     "source": [
      "obj-333",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-335",
      0
     ],
     "source": [
      "obj-334",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-336",
      0
     ],
     "source": [
      "obj-335",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-337",
      0
     ],
     "source": [
      "obj-21",
      42
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-333",
      0
     ],
     "source": [
      "obj-337",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-334",
      0
     ],
     "source": [
      "obj-337",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-340",
      0
     ],
     "source": [
      "obj-339",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-341",
      0
     ],
     "source": [
      "obj-340",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-342",
      0
     ],
     "source": [
      "obj-341",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-343",
      0
     ],
     "source": [
      "obj-21",
      43
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-339",
      0
     ],
     "source": [
      "obj-343",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-340",
      0
     ],
     "source": [
      "obj-343",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-346",
      0
     ],
     "source": [
      "obj-345",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-347",
      0
     ],
     "source": [
      "obj-346",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-348",
      0
     ],
     "source": [
      "obj-347",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-349",
      0
     ],
     "source": [
      "obj-21",
      44
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-345",
      0
     ],
     "source": [
      "obj-349",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-346",
      0
     ],
     "source": [
      "obj-349",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-352",
      0
     ],
     "source": [
      "obj-351",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-353",
      0
     ],
     "source": [
      "obj-352",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-354",
      0
     ],
     "source": [
      "obj-353",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-355",
      0
     ],
     "source": [
      "obj-21",
      45
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-351",
      0
     ],
     "source": [
      "obj-355",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-352",
      0
     ],
     "source": [
      "obj-355",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-358",
      0
     ],
     "source": [
      "obj-357",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-359",
      0
     ],
     "source": [
      "obj-358",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-360",
      0
     ],
     "source": [
      "obj-359",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-361",
      0
     ],
     "source": [
      "obj-21",
      46
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-357",
      0
     ],
     "source": [
      "obj-361",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-358",
      0
     ],
     "source": [
      "obj-361",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-364",
      0
     ],
     "source": [
      "obj-363",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-365",
      0
     ],
     "source": [
      "obj-364",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-366",
      0
     ],
     "source": [
      "obj-365",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-367",
      0
     ],
     "source": [
      "obj-21",
      47
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-363",
      0
     ],
     "source": [
      "obj-367",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-364",
      0
     ],
     "source": [
      "obj-367",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-370",
      0
     ],
     "source": [
      "obj-369",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-371",
      0
     ],
     "source": [
      "obj-370",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-372",
      0
     ],
     "source": [
      "obj-371",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-373",
      0
     ],
     "source": [
      "obj-21",
      48
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-369",
      0
     ],
     "source": [
      "obj-373",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-370",
      0
     ],
     "source": [
      "obj-373",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-376",
      0
     ],
     "source": [
      "obj-375",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-377",
      0
     ],
     "source": [
      "obj-376",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-378",
      0
     ],
     "source": [
      "obj-377",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-379",
      0
     ],
     "source": [
      "obj-21",
      49
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-375",
      0
     ],
     "source": [
      "obj-379",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-376",
      0
     ],
     "source": [
      "obj-379",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-382",
      0
     ],
     "source": [
      "obj-381",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-383",
      0
     ],
     "source": [
      "obj-382",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-384",
      0
     ],
     "source": [
      "obj-383",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-385",
      0
     ],
     "source": [
      "obj-21",
      50
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-381",
      0
     ],
     "source": [
      "obj-385",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-382",
      0
     ],
     "source": [
      "obj-385",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-388",
      0
     ],
     "source": [
      "obj-387",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-389",
      0
     ],
     "source": [
      "obj-388",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-390",
      0
     ],
     "source": [
      "obj-389",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-391",
      0
     ],
     "source": [
      "obj-21",
      51
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-387",
      0
     ],
     "source": [
      "obj-391",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-388",
      0
     ],
     "source": [
      "obj-391",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-395",
      0
     ],
     "source": [
      "obj-394",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-396",
      0
     ],
     "source": [
      "obj-395",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-397",
      0
     ],
     "source": [
      "obj-396",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-398",
      0
     ],
     "source": [
      "obj-21",
      52
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-394",
      0
     ],
     "source": [
      "obj-398",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-395",
      0
     ],
     "source": [
      "obj-398",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-401",
      0
     ],
     "source": [
      "obj-400",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-402",
      0
     ],
     "source": [
      "obj-401",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-403",
      0
     ],
     "source": [
      "obj-402",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-404",
      0
     ],
     "source": [
      "obj-21",
      53
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-400",
      0
     ],
     "source": [
      "obj-404",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-401",
      0
     ],
     "source": [
      "obj-404",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-407",
      0
     ],
     "source": [
      "obj-406",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-408",
      0
     ],
     "source": [
      "obj-407",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-409",
      0
     ],
     "source": [
      "obj-408",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-410",
      0
     ],
     "source": [
      "obj-21",
      54
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-406",
      0
     ],
     "source": [
      "obj-410",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-407",
      0
     ],
     "source": [
      "obj-410",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-413",
      0
     ],
     "source": [
      "obj-412",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-414",
      0
     ],
     "source": [
      "obj-413",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-415",
      0
     ],
     "source": [
      "obj-414",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-416",
      0
     ],
     "source": [
      "obj-21",
      55
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-412",
      0
     ],
     "source": [
      "obj-416",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-413",
      0
     ],
     "source": [
      "obj-416",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-419",
      0
     ],
     "source": [
      "obj-418",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-420",
      0
     ],
     "source": [
      "obj-419",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-421",
      0
     ],
     "source": [
      "obj-420",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-422",
      0
     ],
     "source": [
      "obj-21",
      56
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-418",
      0
     ],
     "source": [
      "obj-422",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-419",
      0
     ],
     "source": [
      "obj-422",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-426",
      0
     ],
     "source": [
      "obj-425",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-427",
      0
     ],
     "source": [
      "obj-426",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-428",
      0
     ],
     "source": [
      "obj-427",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-429",
      0
     ],
     "source": [
      "obj-21",
      57
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-425",
      0
     ],
     "source": [
      "obj-429",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-426",
      0
     ],
     "source": [
      "obj-429",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-432",
      0
     ],
     "source": [
      "obj-21",
      58
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-436",
      0
     ],
     "source": [
      "obj-432",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-434",
      0
     ],
     "source": [
      "obj-436",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-440",
      0
     ],
     "source": [
      "obj-432",
      1
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-438",
      0
     ],
     "source": [
      "obj-440",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-441",
      0
     ],
     "source": [
      "obj-21",
      59
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-448",
      0
     ],
     "destination": [
      "obj-449",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-449",
      0
     ],
     "destination": [
      "obj-450",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-450",
      0
     ],
     "destination": [
      "obj-451",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-21",
      60
     ],
     "destination": [
      "obj-452",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-452",
      0
     ],
     "destination": [
      "obj-448",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-452",
      0
     ],
     "destination": [
      "obj-449",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-454",
      0
     ],
     "destination": [
      "obj-455",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-455",
      0
     ],
     "destination": [
      "obj-456",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-456",
      0
     ],
     "destination": [
      "obj-457",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-21",
      61
     ],
     "destination": [
      "obj-458",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-458",
      0
     ],
     "destination": [
      "obj-454",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-458",
      0
     ],
     "destination": [
      "obj-455",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-460",
      0
     ],
     "destination": [
      "obj-461",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-461",
      0
     ],
     "destination": [
      "obj-462",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-21",
      62
     ],
     "destination": [
      "obj-463",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-463",
      0
     ],
     "destination": [
      "obj-460",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-467",
      0
     ],
     "destination": [
      "obj-468",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-468",
      0
     ],
     "destination": [
      "obj-469",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-469",
      0
     ],
     "destination": [
      "obj-470",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-21",
      63
     ],
     "destination": [
      "obj-471",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-471",
      0
     ],
     "destination": [
      "obj-467",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-471",
      0
     ],
     "destination": [
      "obj-468",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-473",
      0
     ],
     "destination": [
      "obj-474",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-474",
      0
     ],
     "destination": [
      "obj-475",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-475",
      0
     ],
     "destination": [
      "obj-476",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-21",
      64
     ],
     "destination": [
      "obj-477",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-477",
      0
     ],
     "destination": [
      "obj-473",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-477",
      0
     ],
     "destination": [
      "obj-474",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-478",
      0
     ],
     "source": [
      "obj-432",
      2
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-435",
      0
     ],
     "source": [
      "obj-478",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-479",
      0
     ],
     "source": [
      "obj-432",
      3
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-439",
      0
     ],
     "source": [
      "obj-479",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-481",
      0
     ],
     "source": [
      "obj-432",
      4
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-480",
      0
     ],
     "source": [
      "obj-481",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-483",
      0
     ],
     "source": [
      "obj-432",
      5
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-482",
      0
     ],
     "source": [
      "obj-483",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-491",
      0
     ],
     "destination": [
      "obj-492",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-492",
      0
     ],
     "destination": [
      "obj-493",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-493",
      0
     ],
     "destination": [
      "obj-494",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-494",
      0
     ],
     "destination": [
      "obj-495",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-497",
      0
     ],
     "destination": [
      "obj-498",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-498",
      0
     ],
     "destination": [
      "obj-499",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-499",
      0
     ],
     "destination": [
      "obj-500",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-500",
      0
     ],
     "destination": [
      "obj-501",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-21",
      65
     ],
     "destination": [
      "obj-506",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-506",
      0
     ],
     "destination": [
      "obj-503",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-503",
      0
     ],
     "destination": [
      "obj-504",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-504",
      0
     ],
     "destination": [
      "obj-505",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-510",
      0
     ],
     "source": [
      "obj-509",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-511",
      0
     ],
     "source": [
      "obj-510",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-512",
      0
     ],
     "source": [
      "obj-511",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-513",
      0
     ],
     "source": [
      "obj-21",
      66
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-509",
      0
     ],
     "source": [
      "obj-513",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-510",
      0
     ],
     "source": [
      "obj-513",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-516",
      0
     ],
     "source": [
      "obj-515",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-517",
      0
     ],
     "source": [
      "obj-516",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-518",
      0
     ],
     "source": [
      "obj-517",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-519",
      0
     ],
     "source": [
      "obj-21",
      67
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-515",
      0
     ],
     "source": [
      "obj-519",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-516",
      0
     ],
     "source": [
      "obj-519",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-522",
      0
     ],
     "source": [
      "obj-520",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-522",
      1
     ],
     "source": [
      "obj-270",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-523",
      0
     ],
     "source": [
      "obj-522",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-524",
      0
     ],
     "source": [
      "obj-523",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-526",
      0
     ],
     "source": [
      "obj-525",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-527",
      0
     ],
     "source": [
      "obj-526",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-528",
      0
     ],
     "source": [
      "obj-527",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-529",
      0
     ],
     "source": [
      "obj-21",
      68
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-525",
      0
     ],
     "source": [
      "obj-529",
      0
     ]
    }
   },
   {
    "patchline": {
     "destination": [
      "obj-526",
      0
     ],
     "source": [
      "obj-529",
      0
     ]
    }
   }
  ],
  "dependency_cache": [],
  "autosave": 0
 }
}
