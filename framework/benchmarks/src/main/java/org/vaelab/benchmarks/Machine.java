// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Stream;

/** The machine that measures, in words. */
final class Machine {

    private static final Path PROCESSOR = Path.of("/proc/cpuinfo");
    private static final Path PROCESS = Path.of("/proc/self/status");

    private Machine() {}

    /** Returns processor, cores, system, Java, the kernels asked for and the date. */
    static String describe() {
        return String.format(
                Locale.ROOT,
                "%s, %d cores; %s; JDK %s; OPENBLAS_CORETYPE %s, ATEN_CPU_CAPABILITY %s; %s",
                valueIn(PROCESSOR, "model name", System.getProperty("os.arch")),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"),
                System.getProperty("java.version"),
                environment("OPENBLAS_CORETYPE"),
                environment("ATEN_CPU_CAPABILITY"),
                LocalDate.now(ZoneOffset.UTC)
                        .format(DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH)));
    }

    /** Returns the processes that wanted a core over the last minute, negative where unknown. */
    static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    /**
     * Returns the resident memory of this process in MiB.
     *
     * @throws IllegalStateException where the system does not tell
     */
    static double residentMebibytes() {
        String value = valueIn(PROCESS, "VmRSS", "");
        if (value.isEmpty()) {
            throw new IllegalStateException(
                    "the system does not tell the resident memory of a process");
        }
        return Long.parseLong(value.replaceFirst(" .*", "")) / 1024.0;
    }

    private static String environment(String name) {
        String value = System.getenv(name);
        return value == null ? "unset" : value;
    }

    private static String valueIn(Path file, String name, String otherwise) {
        if (!Files.isReadable(file)) {
            return otherwise;
        }
        try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
            return lines.map(line -> line.split(":", 2))
                    .filter(parts -> parts.length == 2 && parts[0].strip().equals(name))
                    .map(parts -> parts[1].strip())
                    .findFirst()
                    .orElse(otherwise);
        } catch (IOException e) {
            return otherwise;
        }
    }
}
