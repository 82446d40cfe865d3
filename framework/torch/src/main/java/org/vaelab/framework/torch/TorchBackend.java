// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.natives.OpenBlasKernels;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.ProductPrecision;
import org.vaelab.framework.tensor.spi.FusedOperations;
import org.vaelab.framework.tensor.spi.NoiseOperations;
import org.vaelab.framework.tensor.spi.ProgramCapture;
import org.vaelab.framework.tensor.spi.RegionMemory;
import org.vaelab.framework.tensor.spi.TensorBackend;
import org.vaelab.framework.tensor.spi.UpdateOperations;

/** The backend: its parts, and what it tells of itself. */
final class TorchBackend implements TensorBackend, RegionMemory {

    /**
     * The property that says where draws are made, where there is a device: there, or {@code
     * processor}.
     */
    private static final String NOISE = "vaelab.torch.noise";

    private final String device;
    private final int threads;
    private final ThreadUse use;
    private final ProductPrecision precision;
    private final Bfloat16 bfloat16 = new Bfloat16();
    private final Constants constants;
    private final TorchMemory memory;
    private final TorchReductions reductions;
    private final Products products;
    private final Parts parts;
    private final TorchFusedKernels fused;
    private final Optimisers optimisers;
    private final @Nullable CudaNoise noise;
    private final @Nullable CudaGraphs graphs;
    private boolean closed;

    TorchBackend(String device, int threads, ThreadUse use, ProductPrecision precision) {
        this.device = device;
        this.threads = threads;
        this.use = use;
        this.precision = precision;
        LibTorch.enterThread();
        constants = new Constants();
        TensorPool pool = new TensorPool(options(device), () -> freeBytes(device));
        boolean onProcessor = device.equals("cpu");
        memory = new TorchMemory(pool, new Transfer(onProcessor), constants, bfloat16);
        Softplus softplus = new Softplus(memory, constants, onProcessor);
        reductions = new TorchReductions(memory, constants, onProcessor);
        products = new Products(memory, precision, bfloat16, !onProcessor);
        if (!onProcessor) {
            ReducedPrecision.accumulateInFloat32();
        }
        parts =
                new Parts(
                        memory,
                        new TorchElementWise(memory, constants, softplus),
                        reductions,
                        new TorchArrangement(memory),
                        products);
        fused = new TorchFusedKernels(this, memory, constants, softplus, products);
        optimisers = new Optimisers(this, pool, memory, constants, bfloat16);
        graphs = onProcessor ? null : new CudaGraphs(memory, bfloat16, device);
        noise = onProcessor || drawsOnProcessor() ? null : new CudaNoise(memory, device);
    }

    /** A way out where a device's compiler cannot be had: Java draws, and copies. */
    private static boolean drawsOnProcessor() {
        return System.getProperty(NOISE, "device").equals("processor");
    }

    private static Map<DType, TensorOptions> options(String device) {
        Map<DType, TensorOptions> options = new EnumMap<>(DType.class);
        try (Device place = new Device(device);
                DeviceOptional chosen = new DeviceOptional(place)) {
            for (DType dtype : DType.values()) {
                try (TensorOptions typed = new TensorOptions(scalarType(dtype))) {
                    options.put(dtype, typed.device(chosen));
                }
            }
        }
        return options;
    }

    private static torch.ScalarType scalarType(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> torch.ScalarType.Float;
            case FLOAT64 -> torch.ScalarType.Double;
            case INT32 -> torch.ScalarType.Int;
        };
    }

    @Override
    public String name() {
        return TorchBackendProvider.NAME;
    }

    @Override
    public Map<String, String> description() {
        Map<String, String> description = new LinkedHashMap<>();
        description.put("backend", TorchBackendProvider.NAME);
        description.put("device", device);
        description.put("libtorch", LibTorch.version());
        description.put("blas", LibTorch.blas());
        description.put("blasKernels", OpenBlasKernels.inUse());
        description.put("oneDnn", LibTorch.oneDnn().label());
        description.put("threads", Integer.toString(threads));
        if (threads > 1) {
            description.put("threadsOf", use.label());
        }
        description.put("instructionSet", LibTorch.cpuCapability());
        if (!device.equals("cpu")) {
            description.putAll(CudaDevice.at(CudaDevice.indexOf(device)).facts());
            description.put("noise", noise == null ? "processor" : "device");
        }
        List<String> instructions = ReducedPrecision.usable();
        description.put(
                "bfloat16", instructions.isEmpty() ? "none" : String.join(" ", instructions));
        if (precision != ProductPrecision.FULL) {
            description.put("products", ReducedPrecision.describe(precision, device, instructions));
        }
        return description;
    }

    /** {@inheritDoc} Kernels on a device are. */
    @Override
    public boolean isAsynchronous() {
        return !device.equals("cpu");
    }

    @Override
    public Optional<NoiseOperations> noise() {
        return Optional.ofNullable(noise);
    }

    @Override
    public Optional<ProgramCapture> capture() {
        return Optional.ofNullable(graphs);
    }

    /** {@inheritDoc} What the pool holds idle is not counted. */
    @Override
    public OptionalLong freeBytes() {
        return freeBytes(device);
    }

    private static OptionalLong freeBytes(String device) {
        return device.equals("cpu")
                ? OptionalLong.empty()
                : OptionalLong.of(CudaDevice.at(CudaDevice.indexOf(device)).freeBytes());
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (noise != null) {
                noise.close();
            }
            if (graphs != null) {
                graphs.close();
            }
            optimisers.close();
            memory.close();
            reductions.close();
            products.close();
            constants.close();
            LibTorch.release();
        }
    }

    @Override
    public long regionBytes() {
        return memory.regionBytes();
    }

    @Override
    public Parts parts() {
        return parts;
    }

    @Override
    public FusedOperations fused() {
        return fused;
    }

    @Override
    public UpdateOperations updates() {
        return optimisers;
    }
}
