// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.tensor.shape.ProductPrecision;
import org.vaelab.framework.tensor.spi.BackendException;

final class ReducedPrecisionTest {

    @Test
    void instructionsAreReadFromTheSystem() {
        assertThat(
                        ReducedPrecision.instructions(
                                List.of("model name\t: X", "flags\t\t: fpu avx512_bf16 avx512f")))
                .containsExactly("avx512_bf16");
        assertThat(
                        ReducedPrecision.instructions(
                                List.of("flags\t\t: avx512_bf16 amx_tile amx_bf16", "flags : fpu")))
                .containsExactly("amx_bf16", "avx512_bf16");
        assertThat(ReducedPrecision.instructions(List.of("flags : fpu avx2", "bugs : avx512_bf16")))
                .isEmpty();
        assertThat(ReducedPrecision.instructions(List.of())).isEmpty();
    }

    @Test
    void bfloat16NeedsInstructionsOnTheProcessor() {
        assertThatThrownBy(
                        () -> ReducedPrecision.require(ProductPrecision.BFLOAT16, "cpu", List.of()))
                .isInstanceOf(BackendException.class)
                .hasMessageStartingWith(
                        "runtime.precision bfloat16 needs oneDNN on a processor with amx_bf16 or"
                                + " avx512_bf16: without, it would be slower than float32."
                                + " Here is oneDNN: ");
        assertThatCode(
                        () ->
                                ReducedPrecision.require(
                                        ProductPrecision.BFLOAT16, "cpu", List.of("amx_bf16")))
                .doesNotThrowAnyException();
        assertThatCode(() -> ReducedPrecision.require(ProductPrecision.BFLOAT16, "cuda", List.of()))
                .doesNotThrowAnyException();
    }

    @Test
    void tf32IsNoModeOfTheProcessor() {
        assertThatThrownBy(
                        () ->
                                ReducedPrecision.require(
                                        ProductPrecision.TF32, "cpu", List.of("avx512_bf16")))
                .isInstanceOf(BackendException.class)
                .hasMessageStartingWith(
                        "runtime.precision tf32 is a mode of NVIDIA's tensor cores, and the device"
                                + " is cpu");
        assertThatCode(() -> ReducedPrecision.require(ProductPrecision.TF32, "cuda:0", List.of()))
                .doesNotThrowAnyException();
    }
}
