// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.vaelab.framework.Internal;
import org.vaelab.framework.natives.LibraryReport;
import org.vaelab.framework.tensor.spi.BackendException;
import org.vaelab.framework.tensor.spi.BackendProvider;
import org.vaelab.framework.tensor.spi.BackendSettings;
import org.vaelab.framework.tensor.spi.TensorBackend;

/** Announces the backend {@code torch}: libtorch, on the processor or on a CUDA device. */
@Internal
public final class TorchBackendProvider implements BackendProvider {

    static final String NAME = "torch";

    private static final String CPU = "cpu";
    private static final String CUDA = "cuda";

    public TorchBackendProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    /**
     * Returns {@code cpu}, and where the natives for CUDA are present what libtorch finds: {@code
     * cuda}, {@code cuda:0}, {@code cuda:1} and so on. Only in that case are natives loaded here.
     */
    @Override
    public Set<String> devices() {
        Set<String> devices = new LinkedHashSet<>();
        devices.add(CPU);
        int count = CudaNatives.present() ? cudaDevices() : 0;
        for (int i = 0; i < count; i++) {
            devices.add(CUDA);
            devices.add(CUDA + ":" + i);
        }
        return devices;
    }

    /** Natives that cannot be loaded have no devices; {@link #open} tells what they lack. */
    private static int cudaDevices() {
        try {
            return LibTorch.cudaDevices();
        } catch (BackendException e) {
            return 0;
        }
    }

    @Override
    public Optional<String> absence(String device) {
        return device.startsWith(CUDA)
                ? Optional.of(CudaState.ofSystem().absence(device))
                : Optional.empty();
    }

    @Override
    public List<String> deviceReport() {
        return CudaState.ofSystem().lines();
    }

    @Override
    public List<String> libraryReport() {
        return LibraryReport.lines(LibTorch.FILES);
    }

    /** Above nd4j: it takes a training step in less time; see the README for the measurement. */
    @Override
    public int preference() {
        return 20;
    }

    @Override
    public TensorBackend open(BackendSettings settings) {
        Set<String> devices = devices();
        String device = settings.device();
        if (device.equals("auto")) {
            device = devices.contains(CUDA) ? CUDA : CPU;
        }
        if (!devices.contains(device)) {
            throw new BackendException(
                    "backend torch has no device '"
                            + device
                            + "' here; present: "
                            + String.join(", ", devices)
                            + absence(device).map(text -> ". " + text).orElse(""));
        }
        ReducedPrecision.require(settings.products(), device, ReducedPrecision.usable());
        ThreadUse use = ThreadUse.chosen();
        LibTorch.acquire(settings.threads(), use);
        return new TorchBackend(device, settings.threads(), use, settings.products());
    }
}
