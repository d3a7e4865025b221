// SPDX-License-Identifier: Apache-2.0

/// The local-directory store in front of the contract suite, and the tests of the decorators.
@NullMarked
package io.tarnfs.objectstoretestkit;

import org.jspecify.annotations.NullMarked;
