// SPDX-License-Identifier: Apache-2.0

/// Workloads: programs that people use, on the mount; what lies in the store; what happens with bad input.
///
/// **Start reading** at [WorkloadTest], whose programs run on a plain folder too (`tarn.target=DIR`), and
/// [BadInputTest] for the table of refusals.
@NullMarked
package io.tarnfs.testcluster.workload;

import org.jspecify.annotations.NullMarked;
