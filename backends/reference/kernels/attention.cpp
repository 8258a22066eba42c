#include "fovea/kernels/attention.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "backends/reference/magnitudes.h"
#include "fovea/reference/reference.h"

namespace fovea::reference {

namespace {

// The places of the parts of one head: rows of q and y by query, of k and v by key.
struct AttentionHead {
  const AttentionParams& p;
  size_t n, h, group;

  AttentionHead(const AttentionParams& params, size_t image, size_t head)
      : p(params), n(image), h(head), group(head / (params.heads / params.key_value_heads)) {}

  size_t q(size_t t) const { return ((n * p.queries + t) * p.heads + h) * p.size; }
  size_t y(size_t t) const { return ((n * p.queries + t) * p.heads + h) * p.value_size; }
  size_t k(size_t j) const { return ((n * p.keys + j) * p.key_value_heads + group) * p.size; }
  size_t v(size_t j) const { return ((n * p.keys + j) * p.key_value_heads + group) * p.value_size; }
  size_t log_sum(size_t t) const { return (n * p.heads + h) * p.queries + t; }
  size_t mask(size_t t, size_t j) const {
    return n * p.mask_stride[0] + h * p.mask_stride[1] + t * p.mask_stride[2] +
           j * p.mask_stride[3];
  }
  bool reads(size_t t, size_t j) const { return !p.causal || j <= t; }
};

template <typename F>
void for_heads(const AttentionParams& p, F&& f) {
  for (size_t n = 0; n < p.batch; ++n) {
    for (size_t h = 0; h < p.heads; ++h) f(AttentionHead(p, n, h));
  }
}

template <typename Real>
double product(const Real* a, const Real* b, size_t count) {
  double sum = 0;
  for (size_t i = 0; i < count; ++i) sum += double{a[i]} * double{b[i]};
  return sum;
}

double product_of_sizes(const double* a, const double* b, size_t count) {
  double sum = 0;
  for (size_t i = 0; i < count; ++i) sum += std::abs(a[i] * b[i]);
  return sum;
}

constexpr double minus_infinity = -std::numeric_limits<double>::infinity();

// s[t, j] for all j.
template <typename Real>
std::vector<double> scores(const AttentionHead& head, size_t t, const Real* q, const Real* k,
                           const Real* mask) {
  const AttentionParams& p = head.p;
  std::vector<double> row(p.keys, minus_infinity);
  for (size_t j = 0; j < p.keys; ++j) {
    if (!head.reads(t, j)) continue;
    row[j] = p.scale * product(q + head.q(t), k + head.k(j), p.size);
    if (p.masked) row[j] += mask[head.mask(t, j)];
  }
  return row;
}

double power_of(double score, double log_sum) {
  return score == minus_infinity ? 0 : std::exp(score - log_sum);
}

template <typename Real>
void attention(const KernelArgs& args) {
  const auto& p = args.params<AttentionParams>();
  const Real *q = args.input<Real>(0), *k = args.input<Real>(1), *v = args.input<Real>(2);
  const Real* mask = p.masked ? args.input<Real>(3) : nullptr;
  for_heads(p, [&](const AttentionHead& head) {
    for (size_t t = 0; t < p.queries; ++t) {
      const std::vector<double> row = scores(head, t, q, k, mask);
      const double maximum = *std::ranges::max_element(row);
      double sum = 0;
      for (const double score : row) sum += power_of(score, maximum);
      const double log_sum = sum == 0 ? minus_infinity : maximum + std::log(sum);
      args.output<Real>(1)[head.log_sum(t)] = static_cast<Real>(log_sum);
      for (size_t c = 0; c < p.value_size; ++c) {
        double y = 0;
        for (size_t j = 0; j < p.keys; ++j) y += power_of(row[j], log_sum) * v[head.v(j) + c];
        args.output<Real>(0)[head.y(t) + c] = static_cast<Real>(y);
      }
    }
  });
}

// The sums of the gradient: in double for any Real.
struct GradientSums {
  std::vector<double> dq, dk, dv;

  explicit GradientSums(const KernelArgs& args)
      : dq(static_cast<size_t>(args.output_count(0))),
        dk(static_cast<size_t>(args.output_count(1))),
        dv(static_cast<size_t>(args.output_count(2))) {}
  template <typename Real>
  void store(const KernelArgs& args) const {
    const auto copy = [&](const std::vector<double>& from, size_t k) {
      for (size_t i = 0; i < from.size(); ++i) args.output<Real>(k)[i] = static_cast<Real>(from[i]);
    };
    copy(dq, 0);
    copy(dk, 1);
    copy(dv, 2);
  }
};

template <typename Real>
void attention_grad(const KernelArgs& args) {
  const auto& p = args.params<AttentionParams>();
  const Real *dy = args.input<Real>(0), *q = args.input<Real>(1), *k = args.input<Real>(2);
  const Real *v = args.input<Real>(3), *y = args.input<Real>(4), *log_sum = args.input<Real>(5);
  const Real* mask = p.masked ? args.input<Real>(6) : nullptr;
  GradientSums sums(args);
  for_heads(p, [&](const AttentionHead& head) {
    for (size_t t = 0; t < p.queries; ++t) {
      const std::vector<double> row = scores(head, t, q, k, mask);
      const Real* dy_row = dy + head.y(t);
      const double whole = product(dy_row, y + head.y(t), p.value_size);
      for (size_t j = 0; j < p.keys; ++j) {
        const double power = power_of(row[j], double{log_sum[head.log_sum(t)]});
        if (power == 0) continue;
        const double ds = power * (product(dy_row, v + head.v(j), p.value_size) - whole) * p.scale;
        for (size_t i = 0; i < p.size; ++i) {
          sums.dq[head.q(t) + i] += ds * k[head.k(j) + i];
          sums.dk[head.k(j) + i] += ds * q[head.q(t) + i];
        }
        for (size_t c = 0; c < p.value_size; ++c) sums.dv[head.v(j) + c] += power * dy_row[c];
      }
    }
  });
  sums.store<Real>(args);
}

// An exponential is as exact as its exponent: the size of the terms of score and mask.
std::vector<double> score_sizes(const AttentionHead& head, size_t t, const double* q,
                                const double* k, const double* mask) {
  const AttentionParams& p = head.p;
  std::vector<double> row(p.keys);
  for (size_t j = 0; j < p.keys; ++j) {
    row[j] = std::abs(p.scale) * product_of_sizes(q + head.q(t), k + head.k(j), p.size);
    const double added = p.masked ? std::abs(mask[head.mask(t, j)]) : 0;
    if (std::isfinite(added)) row[j] += added;
  }
  return row;
}

void magnitudes(const KernelArgs& args) {
  const auto& p = args.params<AttentionParams>();
  const double *q = args.input<double>(0), *k = args.input<double>(1), *v = args.input<double>(2);
  const double* mask = p.masked ? args.input<double>(3) : nullptr;
  attention<double>(args);
  for_heads(p, [&](const AttentionHead& head) {
    for (size_t t = 0; t < p.queries; ++t) {
      double& log_sum = args.output<double>(1)[head.log_sum(t)];
      const std::vector<double> row = scores(head, t, q, k, mask);
      std::vector<double> sizes = score_sizes(head, t, q, k, mask);
      double whole = 1 + row_sum(p.keys);
      for (size_t j = 0; j < p.keys; ++j) whole += power_of(row[j], log_sum) * sizes[j];
      for (size_t c = 0; c < p.value_size; ++c) {
        double y = 0;
        for (size_t j = 0; j < p.keys; ++j) {
          y += power_of(row[j], log_sum) * std::abs(v[head.v(j) + c]) * (sizes[j] + whole);
        }
        args.output<double>(0)[head.y(t) + c] = y;
      }
      log_sum = std::abs(log_sum) + whole;
    }
  });
}

void grad_magnitudes(const KernelArgs& args) {
  const auto& p = args.params<AttentionParams>();
  const double *dy = args.input<double>(0), *q = args.input<double>(1), *k = args.input<double>(2);
  const double *v = args.input<double>(3), *y = args.input<double>(4);
  const double* log_sums = args.input<double>(5);
  const double* mask = p.masked ? args.input<double>(6) : nullptr;
  GradientSums sums(args);
  for_heads(p, [&](const AttentionHead& head) {
    for (size_t t = 0; t < p.queries; ++t) {
      const double log_sum = log_sums[head.log_sum(t)];
      const std::vector<double> row = scores(head, t, q, k, mask);
      const std::vector<double> sizes = score_sizes(head, t, q, k, mask);
      const double* dy_row = dy + head.y(t);
      const double whole = product_of_sizes(dy_row, y + head.y(t), p.value_size);
      for (size_t j = 0; j < p.keys; ++j) {
        if (row[j] == minus_infinity) continue;
        const double power = power_of(row[j], log_sum) * (1 + sizes[j] + std::abs(log_sum));
        const double ds = power * std::abs(p.scale) *
                          (product_of_sizes(dy_row, v + head.v(j), p.value_size) + whole);
        for (size_t i = 0; i < p.size; ++i) {
          sums.dq[head.q(t) + i] += ds * std::abs(k[head.k(j) + i]);
          sums.dk[head.k(j) + i] += ds * std::abs(q[head.q(t) + i]);
        }
        for (size_t c = 0; c < p.value_size; ++c) {
          sums.dv[head.v(j) + c] += power * std::abs(dy_row[c]);
        }
      }
    }
  });
  sums.store<double>(args);
}

}  // namespace

void register_attention(KernelTable& table) {
  table["attention"] = {attention<float>, attention<double>, magnitudes};
  table["attention_grad"] = {attention_grad<float>, attention_grad<double>, grad_magnitudes};
}

}  // namespace fovea::reference
