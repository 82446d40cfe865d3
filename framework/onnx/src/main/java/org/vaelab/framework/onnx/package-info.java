// SPDX-License-Identifier: Apache-2.0

/**
 * Trained models as ONNX files, for other languages: {@link org.vaelab.framework.onnx.ModelGraphs}
 * writes encoder and generator of a model, each alone, as graphs of ONNX's own operators.
 *
 * <p>Depends on the core, on {@code trace}, which makes graphs of programs, and on Tribuo's classes
 * of ONNX's protocol buffers. Knows no family: what a model computes is what its graph computes,
 * and what no graph can say is refused by name.
 */
@NullMarked
package org.vaelab.framework.onnx;

import org.jspecify.annotations.NullMarked;
