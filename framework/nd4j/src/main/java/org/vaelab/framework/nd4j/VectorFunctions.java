// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Exponential functions and their inverses of a vector: operation for operation those of {@link
 * FloatFunctions}, so that every bit is the same.
 */
final class VectorFunctions {

    private VectorFunctions() {}

    /** Limits as {@code Math.max(least, Math.min(most, x))} does. */
    private static FloatVector limited(FloatVector x, float least, float most) {
        return x.min(most).max(least);
    }

    /** Returns the floats whose exponent bits are k + 127: 2^k. */
    private static FloatVector powerOfTwo(IntVector k) {
        return k.add(FloatFunctions.BIAS)
                .lanewise(VectorOperators.LSHL, FloatFunctions.FRACTION)
                .reinterpretAsFloats();
    }

    static FloatVector exp(FloatVector value) {
        FloatVector x = limited(value, FloatFunctions.EXP_LEAST, FloatFunctions.EXP_MOST);
        FloatVector rounded = x.mul(FloatFunctions.LOG2_E).add(FloatFunctions.ROUND);
        IntVector k = rounded.reinterpretAsInts().sub(FloatFunctions.ROUND_BITS);
        IntVector half = k.lanewise(VectorOperators.ASHR, 1);
        FloatVector r = remainder(x, rounded.sub(FloatFunctions.ROUND));
        return expm1OfSmall(r).add(1).mul(powerOfTwo(half)).mul(powerOfTwo(k.sub(half)));
    }

    static FloatVector expm1(FloatVector value) {
        FloatVector x = limited(value, FloatFunctions.EXPM1_LEAST, FloatFunctions.EXPM1_MOST);
        FloatVector rounded = x.mul(FloatFunctions.LOG2_E).add(FloatFunctions.ROUND);
        IntVector k = rounded.reinterpretAsInts().sub(FloatFunctions.ROUND_BITS);
        FloatVector scale = powerOfTwo(k.sub(1));
        FloatVector r = remainder(x, rounded.sub(FloatFunctions.ROUND));
        return scale.mul(expm1OfSmall(r)).add(scale.sub(0.5f)).mul(2);
    }

    private static FloatVector remainder(FloatVector x, FloatVector k) {
        return x.sub(k.mul(FloatFunctions.LN_2_HEAD)).sub(k.mul(FloatFunctions.LN_2_TAIL));
    }

    private static FloatVector expm1OfSmall(FloatVector r) {
        FloatVector sum =
                r.mul(1f / 5040)
                        .add(1f / 720)
                        .mul(r)
                        .add(1f / 120)
                        .mul(r)
                        .add(1f / 24)
                        .mul(r)
                        .add(1f / 6)
                        .mul(r)
                        .add(0.5f);
        return r.add(r.mul(r).mul(sum));
    }

    /** Right for positive normal numbers; {@link #specials} has those of the rest. */
    static FloatVector logOfNormal(FloatVector x) {
        IntVector bits = x.reinterpretAsInts();
        IntVector e =
                bits.sub(FloatFunctions.ROOT_HALF_BITS)
                        .lanewise(VectorOperators.ASHR, FloatFunctions.FRACTION);
        FloatVector f =
                bits.sub(e.lanewise(VectorOperators.LSHL, FloatFunctions.FRACTION))
                        .reinterpretAsFloats()
                        .sub(1);
        FloatVector exponent =
                e.add(FloatFunctions.ROUND_BITS).reinterpretAsFloats().sub(FloatFunctions.ROUND);
        FloatVector s = f.div(f.add(2));
        FloatVector square = s.mul(s);
        FloatVector sum =
                square.mul(2f / 9).add(2f / 7).mul(square).add(2f / 5).mul(square).add(2f / 3);
        return s.mul(2)
                .add(s.mul(square).mul(sum).add(exponent.mul(FloatFunctions.LN_2_TAIL)))
                .add(exponent.mul(FloatFunctions.LN_2_HEAD));
    }

    /** Returns lanes that are negative where {@link #logOfNormal} is not right. */
    static IntVector specials(FloatVector x) {
        IntVector bits = x.reinterpretAsInts();
        return bits.sub(FloatFunctions.LEAST_NORMAL_BITS)
                .or(bits.neg().add(FloatFunctions.LARGEST_BITS));
    }

    /** Right for finite numbers above -1. */
    static FloatVector log1pOfNormal(FloatVector x) {
        FloatVector u = x.add(1);
        FloatVector lost = x.sub(u.sub(1)).div(u);
        return logOfNormal(u).add(lost);
    }

    static FloatVector sigmoid(FloatVector x) {
        FloatVector one = FloatVector.broadcast(VectorMemory.SPECIES, 1);
        return one.div(exp(x.neg()).add(1));
    }

    static FloatVector softplus(FloatVector x) {
        return log1pOfNormal(exp(x.abs().neg())).add(x.max(0));
    }

    static FloatVector tanh(FloatVector x) {
        FloatVector t =
                expm1(limited(x, -FloatFunctions.TANH_MOST, FloatFunctions.TANH_MOST).mul(2));
        return t.div(t.add(2));
    }

    static FloatVector elu(FloatVector x) {
        return expm1(x.min(0)).add(x.max(0));
    }
}
