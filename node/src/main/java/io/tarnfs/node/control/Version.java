// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.control;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/// The version of this program, put into a resource by the build.
public final class Version {
    private static final String RESOURCE = "/tarn-version.properties";

    private Version() {}

    /// Returns it, for example `0.1.0`.
    public static String text() {
        try (InputStream in = Version.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the build left out a resource: name=" + RESOURCE);
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version", "");
        } catch (IOException unreadable) {
            throw new UncheckedIOException("read " + RESOURCE, unreadable);
        }
    }
}
