// SPDX-License-Identifier: Apache-2.0

/**
 * Models that were trained elsewhere: the architecture {@code onnx-model}. ONNX Runtime computes an
 * encoder and a decoder from their files. {@link org.vaelab.framework.onnx.foreign.OnnxModel} has the
 * settings. {@code OnnxNetwork} is a file as a network of the framework, and {@code SelfCheck}
 * looks for mistakes in how the files are read. Knows no family: posteriors and likelihoods say in
 * which forms their parameters may come.
 */
@NullMarked
package org.vaelab.framework.onnx.foreign;

import org.jspecify.annotations.NullMarked;
