// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.spi;

import java.util.Optional;
import org.vaelab.framework.tensor.shape.Activation;

/**
 * Element-wise functions of one argument. Each is finite wherever its mathematical value is
 * representable: {@code SOFTPLUS(1000) = 1000}, {@code SIGMOID(-1000) = 0}.
 */
public enum Unary {
    NEGATE,
    ABS,
    SIGN,
    /** The largest integer not above x. */
    FLOOR,
    EXP,
    EXPM1,
    /** ln x; -inf at 0, NaN below. */
    LOG,
    /** ln(1 + x), accurate near 0. */
    LOG1P,
    /** The square root; NaN below 0. */
    SQRT,
    SQUARE,
    RECIPROCAL,
    SIN,
    COS,
    TANH,
    SIGMOID,
    /** ln(1 + e^x), as max(x, 0) + log1p(e^-|x|). */
    SOFTPLUS,
    /** max(x, 0). */
    RELU,
    /** x above 0, e^x - 1 below. */
    ELU,
    /** The error function 2/sqrt(pi) int_0^x e^(-t^2) dt. */
    ERF,
    /** ln |Gamma(x)|. */
    LGAMMA,
    /** The derivative of lgamma. */
    DIGAMMA,
    /** The derivative of digamma. */
    TRIGAMMA;

    /** Returns the function of a fused activation; none for the identity. */
    public static Optional<Unary> of(Activation activation) {
        return switch (activation) {
            case IDENTITY -> Optional.empty();
            case RELU -> Optional.of(RELU);
            case TANH -> Optional.of(TANH);
            case SIGMOID -> Optional.of(SIGMOID);
            case SOFTPLUS -> Optional.of(SOFTPLUS);
            case ELU -> Optional.of(ELU);
            default -> throw activation.notFused();
        };
    }
}
