// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// What node.yaml says about the process itself.
///
/// @param home      where the node keeps its state; nothing: the standard place
/// @param httpHost  the address that control, health and metrics listen on
/// @param httpPort  the port for them; 0 takes a free one
/// @param stopGrace how long a busy mount is still served after it was detached
public record NodeSettings(Optional<Path> home, String httpHost, int httpPort, Duration stopGrace) {}
