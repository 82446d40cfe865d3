// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx;

import java.util.Map;
import org.vaelab.framework.Internal;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Reduction;
import org.vaelab.framework.tensor.spi.Unary;

/** The operators of ONNX that are one operation on tensors, for writing and for reading. */
@Internal
public final class OperatorNames {

    /** Functions of one argument with the same values and digits as ONNX's. */
    public static final Map<Unary, String> UNARY =
            Map.ofEntries(
                    Map.entry(Unary.NEGATE, "Neg"),
                    Map.entry(Unary.ABS, "Abs"),
                    Map.entry(Unary.SIGN, "Sign"),
                    Map.entry(Unary.FLOOR, "Floor"),
                    Map.entry(Unary.EXP, "Exp"),
                    Map.entry(Unary.LOG, "Log"),
                    Map.entry(Unary.SQRT, "Sqrt"),
                    Map.entry(Unary.RECIPROCAL, "Reciprocal"),
                    Map.entry(Unary.SIN, "Sin"),
                    Map.entry(Unary.COS, "Cos"),
                    Map.entry(Unary.TANH, "Tanh"),
                    Map.entry(Unary.RELU, "Relu"),
                    Map.entry(Unary.ELU, "Elu"),
                    Map.entry(Unary.ERF, "Erf"));

    /** Functions of two arguments. */
    public static final Map<Binary, String> BINARY =
            Map.ofEntries(
                    Map.entry(Binary.ADD, "Add"),
                    Map.entry(Binary.SUBTRACT, "Sub"),
                    Map.entry(Binary.MULTIPLY, "Mul"),
                    Map.entry(Binary.DIVIDE, "Div"),
                    Map.entry(Binary.POWER, "Pow"),
                    Map.entry(Binary.MAXIMUM, "Max"),
                    Map.entry(Binary.MINIMUM, "Min"),
                    Map.entry(Binary.EQUAL, "Equal"),
                    Map.entry(Binary.LESS, "Less"),
                    Map.entry(Binary.LESS_OR_EQUAL, "LessOrEqual"),
                    Map.entry(Binary.GREATER, "Greater"),
                    Map.entry(Binary.GREATER_OR_EQUAL, "GreaterOrEqual"));

    /** Functions of the elements along axes. */
    public static final Map<Reduction, String> REDUCTIONS =
            Map.of(
                    Reduction.SUM, "ReduceSum",
                    Reduction.MEAN, "ReduceMean",
                    Reduction.MAXIMUM, "ReduceMax",
                    Reduction.MINIMUM, "ReduceMin",
                    Reduction.LOG_SUM_EXP, "ReduceLogSumExp");

    private OperatorNames() {}
}
