// The divisor of a window's average: counted_rows times counted_columns.

// How many taps along one axis count: those inside the image, or also those inside its padding. It
// uses a loop, since divisions are slow.
int counted(int first, uint taps, uint dilation, uint size, uint pad_after) {
  const bool padding = block.params.count_padding == 1;
  const int begin = padding ? first : 0, end = int(padding ? size + pad_after : size);
  int count = 0;
  for (uint k = 0; k < taps; ++k) {
    const int at = first + int(k * dilation);
    count += int(at >= begin && at < end);
  }
  return count;
}

int counted_rows(uint oh) {
  const Pool2dParams p = block.params;
  return counted(row_of(oh, 0), p.kernel_h, p.dilation_h, p.height, p.pad_bottom);
}
int counted_columns(uint ow) {
  const Pool2dParams p = block.params;
  return counted(column_of(ow, 0), p.kernel_w, p.dilation_w, p.width, p.pad_right);
}
