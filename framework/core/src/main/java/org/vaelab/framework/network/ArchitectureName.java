// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

/** The architectures of encoders and decoders. */
public enum ArchitectureName {
    /** A multi-layer perceptron. */
    MLP("mlp"),
    /** A multi-layer perceptron of each step of a series, the same for all steps. */
    STEPS("steps"),
    /**
     * Strided convolutions and dense layers, mirrored in the decoder (Locatello et al. 2019, table 1
     * of the appendix; Burgess et al. 2018).
     */
    CONVOLUTIONAL("convolutional"),
    /**
     * Strided convolutions and residual blocks, mirrored in the decoder (van den Oord et al. 2017,
     * section 4.1, with the 3x3 convolution before the blocks of the authors' code).
     */
    RESIDUAL("residual"),
    /** Gated recurrent units that read a text token by token (Cho et al. 2014). */
    GRU("gru"),
    /** Dilated causal convolutions over the tokens of a text (Yang et al. 2017; Bai et al. 2018). */
    TEMPORAL("temporal");

    private final String label;

    ArchitectureName(String label) {
        this.label = label;
    }

    /** Returns whether it has convolutions of images. */
    boolean isOfImages() {
        return this == CONVOLUTIONAL || this == RESIDUAL;
    }

    /** Returns whether its encoder reads texts, and nothing else. The decoder is a perceptron. */
    boolean isOfTexts() {
        return this == GRU || this == TEMPORAL;
    }

    public String label() {
        return label;
    }
}
