// Passes: functions from a graph to a better graph that computes the same. They know layers
// only through the Layer interface and name none. Each has a header of its own; this has them all.
#pragma once

#include "fovea/graph/passes/fold_constants.h"
#include "fovea/graph/passes/fuse_epilogues.h"
#include "fovea/graph/passes/in_mode.h"
#include "fovea/graph/passes/merge_common_subexpressions.h"
#include "fovea/graph/passes/optimize.h"
#include "fovea/graph/passes/recompute.h"
#include "fovea/graph/passes/remove_dead_nodes.h"
#include "fovea/graph/passes/with_inputs.h"
