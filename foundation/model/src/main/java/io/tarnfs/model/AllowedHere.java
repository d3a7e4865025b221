// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.model;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Lets one class or method use an API that the build bans elsewhere, and says why.
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.CONSTRUCTOR})
public @interface AllowedHere {
    /// Returns why the banned API is right at this place.
    String value();
}
