# SPDX-License-Identifier: GPL-3.0-or-later
# Prints the size of FILE and refuses one that is no longer easily carried to another machine.
file(SIZE "${FILE}" bytes)
math(EXPR tenths "${bytes} / 100000")
math(EXPR whole "${tenths} / 10")
math(EXPR rest "${tenths} % 10")
get_filename_component(name "${FILE}" NAME)
message(STATUS "${name}: ${whole}.${rest} MB")
if(bytes GREATER 12000000)
  message(FATAL_ERROR "${name} is above 12 MB.")
endif()
