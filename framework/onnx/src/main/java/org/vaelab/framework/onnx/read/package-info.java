// SPDX-License-Identifier: Apache-2.0

/**
 * Graphs of ONNX as operations on tensors. {@link org.vaelab.framework.onnx.read.GraphFile} opens a
 * file, {@link org.vaelab.framework.onnx.read.GraphProgram} computes outputs of its graph with
 * gradients, and the weights of the graph are its parameters. Each operator is a row of a table; an
 * operator without a row is rejected by its name. Knows nothing of encoders and decoders.
 */
@NullMarked
package org.vaelab.framework.onnx.read;

import org.jspecify.annotations.NullMarked;
