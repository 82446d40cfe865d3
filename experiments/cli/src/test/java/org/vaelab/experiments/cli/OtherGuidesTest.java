// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.nio.file.Path;
import java.util.stream.Stream;

/** The commands of README.md and of the pages of modules. */
final class OtherGuidesTest extends GuideWalks {

    static Stream<Path> walks() {
        return pages(false);
    }
}
