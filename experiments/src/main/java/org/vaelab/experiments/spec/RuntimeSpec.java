// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.settings.AlsoKnownAs;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.ProductPrecision;
import org.vaelab.framework.tensor.ProgramSharing;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * The section {@code runtime} of a config: where and how a run computes.
 *
 * @param backend the name of a backend, or {@code auto}; default auto
 * @param device {@code auto}, {@code cpu} or {@code cuda}; default auto
 * @param threads how many threads matrix products may use, default 1; another number may change the
 *     last bits of a result
 * @param precision of parameters, data, noise and products, default float32
 * @param seedsTogether whether the seeds of a model compute at once, as one batched program; default
 *     false. A result may differ in its last bits from that of the seed alone
 * @param graphs whether what is computed is captured when it comes again, and launched as a whole, as
 *     CUDA graphs are; default false
 */
public record RuntimeSpec(
        String backend,
        @AlsoKnownAs({"gpu", "cuda", "accelerator"}) String device,
        @AlsoKnownAs({"numThreads", "nThreads", "numWorkers"}) Integer threads,
        @AlsoKnownAs({"dtype", "amp"}) Precision precision,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean seedsTogether,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean graphs) {

    /** The choice that leaves backend or device to the program. */
    public static final String AUTO = "auto";

    private static final Pattern DEVICE = Pattern.compile("auto|cpu|cuda(:[0-9]{1,3})?");

    /** The number types in which a run may compute. */
    public enum Precision {
        /** IEEE 754 binary32. */
        FLOAT32(DType.FLOAT32, ProductPrecision.FULL),
        /** IEEE 754 binary64. */
        FLOAT64(DType.FLOAT64, ProductPrecision.FULL),
        /** float32, but products of networks in bfloat16 while they are trained. */
        BFLOAT16(DType.FLOAT32, ProductPrecision.BFLOAT16),
        /** float32, but products of networks in NVIDIA's TF32 while they are trained. */
        TF32(DType.FLOAT32, ProductPrecision.TF32);

        private final DType dtype;
        private final ProductPrecision products;

        Precision(DType dtype, ProductPrecision products) {
            this.dtype = dtype;
            this.products = products;
        }

        /** Returns the element type of the run's tensors. */
        public DType dtype() {
            return dtype;
        }

        /** Returns how exact the run's data are. */
        public ValuePrecision ofData() {
            return dtype == DType.FLOAT64 ? ValuePrecision.DOUBLE : ValuePrecision.SINGLE;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Fills in defaults, and checks the values. */
    public RuntimeSpec(
            @Nullable String backend,
            @Nullable String device,
            @Nullable Integer threads,
            @Nullable Precision precision,
            boolean seedsTogether,
            boolean graphs) {
        this.backend = backend == null ? AUTO : backend;
        this.device = device == null ? AUTO : device;
        this.threads = threads == null ? 1 : threads;
        this.precision = precision == null ? Precision.FLOAT32 : precision;
        this.seedsTogether = seedsTogether;
        this.graphs = graphs;
        if (!DEVICE.matcher(this.device).matches()) {
            throw new IllegalArgumentException(
                    "device must be auto, cpu, cuda or cuda:0, is " + this.device);
        }
        Counts.atLeastOne("threads", this.threads);
    }

    /**
     * Opens a runtime for the calling thread.
     *
     * @throws IllegalArgumentException if there is no such backend, or none for the device
     * @throws org.vaelab.framework.tensor.spi.BackendException if its natives cannot be loaded, or it
     *     does not have the precision, or captures nothing
     */
    public TensorRuntime open(Backends backends) {
        return seedsTogether || graphs
                ? open(backends, 1).get(0)
                : backends.open(backend, device, threads, precision.dtype(), precision.products);
    }

    /**
     * Opens runtimes whose equal programs are carried out as one, each for a thread of its own.
     *
     * @return as many as there are members; each must be used or closed, because they wait for one another
     * @throws IllegalArgumentException if there is no such backend, or none for the device
     * @throws org.vaelab.framework.tensor.spi.BackendException if its natives cannot be loaded, or it
     *     does not have the precision, or captures nothing
     */
    public List<TensorRuntime> open(Backends backends, int members) {
        return backends.openTogether(
                backend,
                device,
                threads,
                precision.dtype(),
                precision.products,
                new ProgramSharing(members, graphs));
    }

    /**
     * Opens a runtime for the calling thread in which nothing is trained, on any device that has the
     * precision of what is computed then.
     *
     * @throws IllegalArgumentException if there is no such backend, or none for the device
     * @throws org.vaelab.framework.tensor.spi.BackendException if its natives cannot be loaded
     */
    public TensorRuntime openTrained(Backends backends) {
        return backends.open(backend, device, threads, precision.dtype());
    }
}
