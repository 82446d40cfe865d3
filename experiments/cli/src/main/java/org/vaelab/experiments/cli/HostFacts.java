// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vaelab.experiments.use.SystemFacts;

/**
 * The machine, as {@code doctor} shows it.
 *
 * @param processor its name, or the architecture if the system gives no name
 * @param simd the relevant vector instructions, if known
 * @param memoryMebibytes the machine's memory, if the system reports it
 * @param gpuTool the path of {@code nvidia-smi}
 */
record HostFacts(
        String processor,
        List<String> simd,
        Optional<Long> memoryMebibytes,
        Optional<Path> gpuTool) {

    private static final Set<String> INTERESTING =
            Set.of("sse4_2", "avx", "avx2", "fma", "avx512f", "avx512_bf16", "amx_tile", "asimd");

    /** Kernels of OpenBLAS that use AVX-512. */
    private static final Set<String> AVX512_KERNELS =
            Set.of("SKYLAKEX", "COOPERLAKE", "SAPPHIRERAPIDS", "ZEN4", "ZEN5");

    static HostFacts ofSystem() {
        Map<String, String> cpu = SystemFacts.processor();
        String flags = cpu.getOrDefault("flags", cpu.getOrDefault("Features", ""));
        return new HostFacts(
                SystemFacts.processorName(),
                Arrays.stream(flags.split(" ", -1)).filter(INTERESTING::contains).toList(),
                Optional.ofNullable(SystemFacts.memory().get("MemTotal"))
                        .map(text -> (long) SystemFacts.mebibytes(text)),
                onPath("nvidia-smi"));
    }

    private static Optional<Path> onPath(String program) {
        String path = System.getenv("PATH");
        return path == null
                ? Optional.empty()
                : Arrays.stream(path.split(File.pathSeparator, -1))
                        .filter(folder -> !folder.isEmpty())
                        .map(folder -> Path.of(folder, program))
                        .filter(Files::isExecutable)
                        .findFirst();
    }

    boolean hasAvx512() {
        return simd.contains("avx512f");
    }

    /** Returns warnings about environment settings that slow matrix products down. */
    List<String> warnings(Map<String, String> environment, int processors) {
        List<String> warnings = new ArrayList<>();
        String kernels = environment.getOrDefault("OPENBLAS_CORETYPE", "");
        if (!kernels.isEmpty() && hasAvx512() && !AVX512_KERNELS.contains(upper(kernels))) {
            warnings.add(
                    "OPENBLAS_CORETYPE="
                            + kernels
                            + " keeps OpenBLAS from the AVX-512 of this processor; unset it");
        }
        for (String name : List.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")) {
            String threads = environment.getOrDefault(name, "");
            if (threads.matches("[0-9]{1,6}") && Integer.parseInt(threads) < processors) {
                warnings.add(
                        ("%s=%s holds matrix products to %s of %s processors; unset "
                                        + "it, and choose with runtime.threads")
                                .formatted(name, threads, threads, processors));
            }
        }
        return warnings;
    }

    private static String upper(String text) {
        return text.toUpperCase(java.util.Locale.ROOT);
    }
}
