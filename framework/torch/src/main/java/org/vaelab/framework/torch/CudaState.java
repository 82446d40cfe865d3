// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.tensor.spi.BackendException;

/**
 * Whether this process can use CUDA, and if not, what is missing. The files are looked at first;
 * natives are loaded only if those for CUDA are on the class path.
 */
final class CudaState {

    private final CudaReport report;
    private final boolean natives;

    private CudaState(CudaReport report, boolean natives) {
        this.report = report;
        this.natives = natives;
    }

    static CudaState ofSystem() {
        boolean natives = CudaNatives.present();
        return new CudaState(new CudaReport(CudaSearch.ofSystem(), natives), natives);
    }

    String absence(String device) {
        List<String> missing = report.missing();
        if (!missing.isEmpty()) {
            int more = missing.size() - 1;
            return "Missing: " + missing.get(0) + (more > 0 ? ", and " + more + " more" : "");
        }
        try {
            LibTorch.cudaDevices();
            if (!CudaNatives.loaded()) {
                return "libtorch's part for CUDA cannot be loaded: "
                        + CudaNatives.refusal().orElse("no reason was given");
            }
            int count = CudaDevice.all().size();
            return CudaDevice.indexOf(device) < count
                    ? "libtorch does not see it, though CUDA does"
                    : "CUDA finds " + count + " device(s), counted from 0";
        } catch (BackendException | LinkageError e) {
            return "All libraries are here, but no device answers: " + e.getMessage();
        }
    }

    /** Returns the lines of {@code doctor}: one where nobody has asked for CUDA. */
    List<String> lines() {
        if (!natives && !report.hasDriver()) {
            return List.of(
                    "cuda is not available: neither NVIDIA's driver ("
                            + CudaLibrary.DRIVER
                            + ") nor libtorch's natives for it (VAELAB_CUDA=1) are here");
        }
        List<String> lines = new ArrayList<>();
        if (natives) {
            devices(lines);
        }
        lines.addAll(report.lines());
        return lines;
    }

    private void devices(List<String> lines) {
        try {
            if (LibTorch.cudaDevices() == 0) {
                lines.add(
                        "cuda is not available; libtorch's part for it is "
                                + (CudaNatives.loaded()
                                        ? "loaded"
                                        : "not loaded: " + CudaNatives.refusal().orElse("")));
                if (report.missing().isEmpty()) {
                    lines.add(absence("cuda"));
                }
                return;
            }
            for (CudaDevice device : CudaDevice.all()) {
                lines.add(
                        "cuda:"
                                + device.index()
                                + " "
                                + device.name()
                                + ", compute capability "
                                + device.capability()
                                + ", "
                                + CudaDevice.mebibytes(device.totalBytes())
                                + " of memory, "
                                + CudaDevice.mebibytes(device.freeBytes())
                                + " free; the driver knows CUDA "
                                + CudaDevice.driverCuda()
                                + ", the runtime is "
                                + CudaDevice.runtimeCuda());
            }
        } catch (BackendException | LinkageError e) {
            lines.add("cuda is not available. " + e.getMessage());
        }
    }
}
