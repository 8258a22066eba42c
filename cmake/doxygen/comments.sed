# What doxygen reads of a header, for `sed -z`: the paragraph that opens the file becomes the file's
# description, and indented lines of a comment stay lines of their own.
:opening
s|^\(\(///[^\n]*\n\)*\)//\([^/]\)|\1///\3|
t opening
s|^\(\(///[^\n]*\n\)*///[^\n]*\)|\1 @file|
s|\n\( *\)///   \([^\n]*\)|\n\1/// <br/>\2|g
s|\(\n */// <br/>[^\n]*\)\(\n */// [^<]\)|\1<br/>\2|g
