// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import org.vaelab.framework.tensor.DType;

/** ONNX's names of element types. */
final class Types {

    private Types() {}

    static DataType of(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> DataType.FLOAT;
            case FLOAT64 -> DataType.DOUBLE;
            case INT32 -> DataType.INT32;
        };
    }
}
