// What the average of a window is divided by.
float divisor(uint oh, uint ow) {
  const Pool2dParams p = block.params;
  uint count = 0;
  for (uint kh = 0; kh < p.kernel_h; ++kh) {
    for (uint kw = 0; kw < p.kernel_w; ++kw) {
      const int h = row_of(oh, kh), w = column_of(ow, kw);
      const bool padding = p.count_padding == 1 && h < int(p.height + p.pad_bottom) &&
                           w < int(p.width + p.pad_right);
      if (padding || in_image(h, w)) ++count;
    }
  }
  return float(count);
}
