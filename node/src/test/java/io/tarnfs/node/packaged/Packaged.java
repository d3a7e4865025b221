// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.packaged;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/// A test that needs the packaged application; the build runs it in the phase `verify`.
@Tag("packaged")
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface Packaged {}
