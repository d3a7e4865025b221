// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.cli;

import io.tarnfs.node.ExitCode;
import io.tarnfs.node.NodeFailure;
import java.nio.file.Path;

/// The script that started this process, and the application that it started.
final class Launcher {
    private Launcher() {}

    /// Returns the script `tarn`.
    static Path script() throws NodeFailure {
        String script = System.getProperty("tarn.launcher");
        if (script == null) {
            throw new NodeFailure(
                    ExitCode.CONFIG,
                    "A node in the background is started by the script 'tarn'; use it for this command.");
        }
        return Path.of(script);
    }

    /// Returns the folder that holds `quarkus-run.jar`.
    static Path application() {
        Path jar = Path.of(System.getProperty("java.class.path")).toAbsolutePath();
        Path folder = jar.getParent();
        if (folder == null) {
            throw new IllegalStateException("the class path is one jar in a folder: path=" + jar);
        }
        return folder;
    }
}
