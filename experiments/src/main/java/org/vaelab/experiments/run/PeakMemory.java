// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The largest resident memory of this process so far, native memory included. */
final class PeakMemory {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Pattern HIGH_WATER = Pattern.compile("VmHWM:\\s+(\\d+) kB");

    private PeakMemory() {}

    /** Returns MiB, or NaN where the system does not tell. */
    static double mebibytes() {
        if (!Files.isReadable(STATUS)) {
            return Double.NaN;
        }
        try {
            Matcher found = HIGH_WATER.matcher(Files.readString(STATUS));
            return found.find() ? Long.parseLong(found.group(1)) / 1024.0 : Double.NaN;
        } catch (IOException e) {
            return Double.NaN;
        }
    }
}
