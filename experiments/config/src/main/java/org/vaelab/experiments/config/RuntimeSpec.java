// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.settings.AlsoKnownAs;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.capture.Graphs;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.ProductPrecision;

/** The section {@code runtime} of a config: device, backend and precision. */
@Internal
public record RuntimeSpec(
        @Setting(value = "name of a backend, or auto", defaultValue = "auto") String backend,
        @Setting(value = "auto, cpu, cuda, or cuda:1 for the second GPU", defaultValue = "auto")
                @AlsoKnownAs({"gpu", "cuda", "accelerator"})
                String device,
        @Setting(
                        value =
                                "number of threads of matrix products, at least 1; another number may"
                                        + " change the last bits of a result",
                        defaultValue = "1")
                @AlsoKnownAs({"numThreads", "nThreads", "numWorkers"})
                int threads,
        @Setting(
                        value =
                                "number type of parameters, data and noise; bfloat16 and tf32 keep"
                                        + " float32 and shorten matrix products in training",
                        defaultValue = "float32")
                @AlsoKnownAs({"dtype", "amp"})
                Precision precision,
        @Setting(
                        value =
                                "whether repeated computations are captured as CUDA graphs; auto: on"
                                        + " cuda, unless a computation cannot be captured",
                        defaultValue = "auto")
                Graphs graphs) {

    /** The value that leaves the choice of backend or device to the program. */
    public static final String AUTO = "auto";

    private static final Pattern DEVICE = Pattern.compile("auto|cpu|cuda(:[0-9]{1,3})?");

    public enum Precision {
        FLOAT32(DType.FLOAT32, ProductPrecision.FULL),
        FLOAT64(DType.FLOAT64, ProductPrecision.FULL),
        /** float32, with products of networks in bfloat16 during training. */
        BFLOAT16(DType.FLOAT32, ProductPrecision.BFLOAT16),
        /** float32, with products of networks in NVIDIA's TF32 during training. */
        TF32(DType.FLOAT32, ProductPrecision.TF32);

        private final DType dtype;
        private final ProductPrecision products;

        Precision(DType dtype, ProductPrecision products) {
            this.dtype = dtype;
            this.products = products;
        }

        public DType dtype() {
            return dtype;
        }

        public ValuePrecision ofData() {
            return dtype == DType.FLOAT64 ? ValuePrecision.DOUBLE : ValuePrecision.SINGLE;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public RuntimeSpec {
        if (!DEVICE.matcher(device).matches()) {
            throw new SettingException("device", "must be auto, cpu, cuda or cuda:0, is " + device);
        }
        Counts.atLeastOne("threads", threads);
    }

    /**
     * Opens a runtime for the calling thread.
     *
     * @throws IllegalArgumentException if there is no such backend, or none for the device
     * @throws org.vaelab.framework.tensor.spi.BackendException if its natives cannot be loaded, or
     *     it does not have the precision, or captures no programs although {@code graphs} is on
     */
    public TensorRuntime open(Backends backends) {
        return backends.open(
                backend, device, threads, precision.dtype(), precision.products, graphs);
    }

    /**
     * Opens a runtime for using a trained model on the calling thread, on any device with the
     * needed precision.
     *
     * @throws IllegalArgumentException if there is no such backend, or none for the device
     * @throws org.vaelab.framework.tensor.spi.BackendException if its natives cannot be loaded
     */
    public TensorRuntime openTrained(Backends backends) {
        return backends.open(backend, device, threads, precision.dtype());
    }

    /**
     * Loads the native libraries, which takes up to a second, while the caller does something else.
     * The process must not end meanwhile.
     */
    public CompletableFuture<Void> loadNatives(Backends backends) {
        return CompletableFuture.runAsync(
                () -> {
                    try (TensorRuntime loaded = openTrained(backends)) {
                        // They stay when it is closed.
                    } catch (RuntimeException | LinkageError e) {
                        // Opening a runtime reports it.
                    }
                });
    }
}
