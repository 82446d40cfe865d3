// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.nio.file.Path;
import java.util.stream.Stream;

/** The commands of the pages beside configs. */
final class ConfigGuidesTest extends GuideWalks {

    static Stream<Path> walks() {
        return pages(true);
    }
}
