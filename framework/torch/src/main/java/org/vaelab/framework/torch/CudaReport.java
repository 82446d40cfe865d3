// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Describes which parts of CUDA this machine has and which are missing; loads nothing.
 *
 * @param natives whether libtorch's natives for CUDA are on the class path
 */
record CudaReport(CudaSearch search, boolean natives) {

    private static final String HOW =
            "put the folder of the missing libraries, or a Python environment that has NVIDIA's"
                    + " packages, into "
                    + LibraryFolders.VARIABLE;

    /** Returns whether there is a driver at all, without which nobody looks for more. */
    boolean hasDriver() {
        return search.driver().isPresent();
    }

    /**
     * Returns what is missing, each with the version wanted, the driver first; empty if all was
     * found.
     */
    List<String> missing() {
        List<String> missing = new ArrayList<>();
        driverFault().ifPresent(missing::add);
        if (!natives) {
            missing.add(
                    "libtorch's natives for CUDA: start with VAELAB_CUDA=1 ./vaelab, or build with"
                            + " -Pcuda");
        }
        String libraries =
                CudaLibrary.NEEDED.stream()
                        .filter(library -> search.find(library).isEmpty())
                        .map(library -> library.name() + " (" + library.file() + ")")
                        .collect(Collectors.joining(", "));
        if (!libraries.isEmpty()) {
            missing.add("CUDA libraries " + libraries + "; " + HOW);
        }
        return missing;
    }

    private Optional<String> driverFault() {
        Optional<CudaSearch.Found> driver = search.driver();
        String wanted = CudaLibrary.OLDEST_DRIVER + " or newer for CUDA 13";
        if (driver.isEmpty()) {
            return Optional.of("NVIDIA's driver (" + CudaLibrary.DRIVER + "), " + wanted);
        }
        String version = driver.get().version();
        if (version.isEmpty() || CudaLibrary.isAtLeast(version, CudaLibrary.OLDEST_DRIVER)) {
            return Optional.empty();
        }
        return Optional.of("a newer NVIDIA driver: " + version + " is here, " + wanted);
    }

    /** Returns a line for the natives, the driver and each library: what was found, and where. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(
                "natives of libtorch for CUDA "
                        + CudaLibrary.TOOLKIT
                        + ": "
                        + (natives ? "on the class path" : "not here (VAELAB_CUDA=1, or -Pcuda)"));
        lines.add(
                "driver, "
                        + CudaLibrary.OLDEST_DRIVER
                        + " or newer: "
                        + found(search.driver(), CudaLibrary.DRIVER));
        for (CudaLibrary library : CudaLibrary.NEEDED) {
            lines.add(
                    library.name()
                            + ", "
                            + library.interfaceVersion()
                            + ": "
                            + found(search.find(library), library.file()));
        }
        if (!missing().isEmpty()) {
            lines.add(
                    "looked into "
                            + search.folders().stream()
                                    .map(String::valueOf)
                                    .collect(Collectors.joining(", "))
                            + "; others by "
                            + LibraryFolders.VARIABLE);
        }
        return lines;
    }

    private static String found(Optional<CudaSearch.Found> found, String file) {
        return found.map(f -> (f.version().isEmpty() ? "" : f.version() + ", ") + f.path())
                .orElse("NOT FOUND (" + file + ")");
    }
}
