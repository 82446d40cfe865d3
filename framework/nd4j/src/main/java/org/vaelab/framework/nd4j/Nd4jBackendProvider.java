// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.util.List;
import java.util.Set;
import org.vaelab.framework.Internal;
import org.vaelab.framework.natives.LibraryReport;
import org.vaelab.framework.tensor.spi.BackendException;
import org.vaelab.framework.tensor.spi.BackendProvider;
import org.vaelab.framework.tensor.spi.BackendSettings;
import org.vaelab.framework.tensor.spi.TensorBackend;

/** Announces the backend {@code nd4j}: embedded, on the processor, without installation. */
@Internal
public final class Nd4jBackendProvider implements BackendProvider {

    static final String NAME = "nd4j";

    public Nd4jBackendProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<String> devices() {
        return Set.of("cpu");
    }

    @Override
    public List<String> libraryReport() {
        return LibraryReport.lines(List.of("libopenblas.so.0", "libnd4jcpu.so"));
    }

    @Override
    public int preference() {
        return 10;
    }

    @Override
    public TensorBackend open(BackendSettings settings) {
        if (!settings.device().equals("auto") && !settings.device().equals("cpu")) {
            throw new BackendException(
                    "backend nd4j runs on the device cpu, not on '" + settings.device() + "'");
        }
        settings.requireFullProducts(NAME);
        NativeLibraries.acquire(settings.threads());
        return new Nd4jBackend(settings.threads(), ParallelRanges.WORTH);
    }
}
