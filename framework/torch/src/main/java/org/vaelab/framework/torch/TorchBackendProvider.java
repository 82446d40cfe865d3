// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import java.util.LinkedHashSet;
import java.util.Set;
import org.vaelab.framework.tensor.spi.BackendException;
import org.vaelab.framework.tensor.spi.BackendProvider;
import org.vaelab.framework.tensor.spi.BackendSettings;
import org.vaelab.framework.tensor.spi.TensorBackend;

/** Announces the backend {@code torch}: libtorch, on the processor or on a CUDA device. */
public final class TorchBackendProvider implements BackendProvider {

    static final String NAME = "torch";

    private static final String CPU = "cpu";
    private static final String CUDA = "cuda";

    /** Present only in the natives that the Maven profile {@code cuda} brings. */
    private static final String[] CUDA_NATIVES = {
        "/org/bytedeco/pytorch/linux-x86_64-gpu/libjnitorch_cuda.so",
        "/org/bytedeco/pytorch/windows-x86_64-gpu/jnitorch_cuda.dll",
    };

    /** For {@link java.util.ServiceLoader}. */
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
        int count = hasCudaNatives() ? LibTorch.cudaDevices() : 0;
        for (int i = 0; i < count; i++) {
            devices.add(CUDA);
            devices.add(CUDA + ":" + i);
        }
        return devices;
    }

    private static boolean hasCudaNatives() {
        for (String resource : CUDA_NATIVES) {
            if (TorchBackendProvider.class.getResource(resource) != null) {
                return true;
            }
        }
        return false;
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
                            + settings.device()
                            + "' here; present: "
                            + String.join(", ", devices)
                            + (device.startsWith(CUDA) && !hasCudaNatives()
                                    ? ". Natives for CUDA come with the Maven profile cuda"
                                    : ""));
        }
        ReducedPrecision.require(settings.products(), device, ReducedPrecision.instructions());
        ThreadUse use = ThreadUse.chosen();
        LibTorch.acquire(settings.threads(), use);
        return new TorchBackend(device, settings.threads(), use, settings.products());
    }
}
