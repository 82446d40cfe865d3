// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.custom.Lgamma;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.factory.Nd4j;
import org.vaelab.framework.tensor.spi.Unary;

/**
 * The error function and the logarithm of the gamma function with its two derivatives. All but
 * trigamma are operations of ND4J, whose trigamma takes ten times as long and is NaN at infinity.
 */
final class SpecialFunctions {

    /** The argument from which the asymptotic series is exact to the last place. */
    private static final double ASYMPTOTIC = 12;

    /** B_2k, k = 1, 2, ...: the series of trigamma, DLMF 5.15.8. */
    private static final double[] BERNOULLI = {
        1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510,
    };

    private SpecialFunctions() {}

    static boolean areOfNd4j(Unary function) {
        return switch (function) {
            case ERF, LGAMMA, DIGAMMA -> true;
            default -> false;
        };
    }

    /** Applies an operation of ND4J to the elements of a row-major buffer. */
    static void apply(Unary function, Nd4jBuffer operand, Nd4jBuffer result) {
        if (result.shape().size() == 0) {
            return;
        }
        INDArray x = operand.array();
        INDArray y = result.array();
        OpExecutioner nd4j = Nd4j.getExecutioner();
        switch (function) {
            case ERF -> nd4j.exec(new Erf(x, y));
            case LGAMMA -> nd4j.exec(new Lgamma(x, y));
            case DIGAMMA ->
                    nd4j.exec(
                            DynamicCustomOp.builder("digamma").addInputs(x).addOutputs(y).build());
            default -> throw new IllegalArgumentException(function + " is not computed here");
        }
    }

    /** Returns the derivative of digamma; +infinity at 0, -1, -2, ... */
    static double trigamma(double x) {
        if (x <= 0) {
            if (x == Math.rint(x)) {
                return Double.isInfinite(x) ? Double.NaN : Double.POSITIVE_INFINITY;
            }
            // The argument is reduced before it is rounded.
            double sine = Math.sin(Math.PI * (x - Math.rint(x))) / Math.PI;
            return 1 / (sine * sine) - trigamma(1 - x);
        }
        double sum = 0;
        double shifted = x;
        while (shifted < ASYMPTOTIC) {
            sum += 1 / (shifted * shifted);
            shifted += 1;
        }
        double inverseSquare = 1 / (shifted * shifted);
        double series = 0;
        for (int k = BERNOULLI.length - 1; k >= 0; k--) {
            series = series * inverseSquare + BERNOULLI[k];
        }
        return sum + (1 + (0.5 + series / shifted) / shifted) / shifted;
    }
}
