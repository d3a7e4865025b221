// SPDX-License-Identifier: Apache-2.0

/// Conformance: what POSIX and the Linux man pages promise, one sentence a test, asked of the folder under test
/// as root and as another uid.
///
/// The folder is a mount of a node (system property `tarn.system=true`), any folder (`tarn.target=DIR`), or a
/// plain folder of the build: then the suite judges itself against the kernel's own file system, so that no
/// expectation here is an opinion. `conformance/calls.tsv` maps each call and errno to its test. **Start
/// reading** at [ConformanceCase].
@NullMarked
package io.tarnfs.testcluster.conformance;

import org.jspecify.annotations.NullMarked;
