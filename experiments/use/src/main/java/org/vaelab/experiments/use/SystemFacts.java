// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.vaelab.framework.Internal;

/** Facts from Linux files with lines {@code name: value}; empty on other systems. */
@Internal
public final class SystemFacts {

    private static final Path PROCESSOR = Path.of("/proc/cpuinfo");
    private static final Path MEMORY = Path.of("/proc/meminfo");
    private static final Path PROCESS = Path.of("/proc/self/status");

    private SystemFacts() {}

    public static Map<String, String> processor() {
        return firstValues(PROCESSOR);
    }

    /** Returns the processor's name, or the architecture if the system gives no name. */
    public static String processorName() {
        return processor().getOrDefault("model name", System.getProperty("os.arch"));
    }

    public static Map<String, String> memory() {
        return firstValues(MEMORY);
    }

    /**
     * Returns the peak resident memory of this process in MiB, native memory included; NaN if
     * unknown.
     */
    public static double peakMebibytes() {
        String highWater = firstValues(PROCESS).get("VmHWM");
        return highWater == null ? Double.NaN : mebibytes(highWater);
    }

    /** Returns the number of MiB that a value such as {@code 2048 kB} means. */
    public static double mebibytes(String value) {
        return Long.parseLong(value.replaceFirst(" .*", "")) / 1024.0;
    }

    private static Map<String, String> firstValues(Path file) {
        if (!Files.isReadable(file)) {
            return Map.of();
        }
        Map<String, String> values = new LinkedHashMap<>();
        try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
            lines.map(line -> line.split(":", 2))
                    .filter(parts -> parts.length == 2)
                    .forEach(parts -> values.putIfAbsent(parts[0].strip(), parts[1].strip()));
        } catch (IOException e) {
            return Map.of();
        }
        return values;
    }
}
