// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.bytedeco.pytorch.global.torch;
import org.vaelab.framework.tensor.shape.ProductPrecision;
import org.vaelab.framework.tensor.spi.BackendException;

final class ReducedPrecision {

    /** The instructions that multiply bfloat16, as Linux names them. */
    static final List<String> BFLOAT16 = List.of("amx_bf16", "avx512_bf16");

    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    private ReducedPrecision() {}

    /** Returns those of {@link #instructions()} that products take: oneDNN alone takes them. */
    static List<String> usable() {
        return LibTorch.oneDnn() == OneDnn.IN_USE ? instructions() : List.of();
    }

    /**
     * Returns those of {@link #BFLOAT16} that this processor has; none where the system does not
     * say.
     */
    static List<String> instructions() {
        if (!Files.isReadable(PROCESSORS)) {
            return List.of();
        }
        try {
            return instructions(Files.readAllLines(PROCESSORS, StandardCharsets.UTF_8));
        } catch (IOException e) {
            return List.of();
        }
    }

    static List<String> instructions(Collection<String> cpuInfo) {
        return cpuInfo.stream()
                .filter(line -> line.startsWith("flags"))
                .findFirst()
                .map(line -> Arrays.asList(line.substring(line.indexOf(':') + 1).split("\\s+")))
                .map(flags -> BFLOAT16.stream().filter(flags::contains).toList())
                .orElse(List.of());
    }

    /**
     * Refuses a precision that a device does not have.
     *
     * @param instructions that products in bfloat16 take
     * @throws BackendException naming precision, device, and what is missing
     */
    static void require(ProductPrecision precision, String device, List<String> instructions) {
        if (!device.equals("cpu")) {
            return;
        }
        if (precision == ProductPrecision.TF32) {
            throw new BackendException(
                    "runtime.precision tf32 is a mode of NVIDIA's tensor cores, and the device is"
                            + " cpu; allowed on it are float32, float64 and, with the instructions"
                            + " for it, bfloat16");
        }
        if (precision == ProductPrecision.BFLOAT16 && instructions.isEmpty()) {
            throw new BackendException(
                    "runtime.precision bfloat16 needs oneDNN on a processor with "
                            + String.join(" or ", BFLOAT16)
                            + ": without, it would be slower than float32. Here is oneDNN: "
                            + LibTorch.oneDnn().label()
                            + ", and of the instructions: "
                            + (instructions().isEmpty()
                                    ? "none"
                                    : String.join(", ", instructions())));
        }
    }

    /** Keeps sums of products in float32 on a device; on the processor they are. */
    static void accumulateInFloat32() {
        torch.globalContext().setAllowBF16ReductionCuBLAS(false);
    }

    /** Returns what a record says of the products of a run. */
    static String describe(ProductPrecision precision, String device, List<String> instructions) {
        return switch (precision) {
            case FULL -> "in the precision of their operands";
            case TF32 -> "tf32 in the layers of training, float32 elsewhere";
            case BFLOAT16 ->
                    "bfloat16 in the layers of training"
                            + (device.equals("cpu") ? " by " + String.join(", ", instructions) : "")
                            + ", from "
                            + Bfloat16.WORTHWHILE
                            + " multiplications on; float32 elsewhere";
        };
    }
}
