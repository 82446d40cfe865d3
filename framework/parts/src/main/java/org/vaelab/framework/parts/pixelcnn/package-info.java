// SPDX-License-Identifier: Apache-2.0

/**
 * The gated PixelCNN, which the likelihood of that name is made of: its causal layers, its logits in
 * one pass, and its draws in one pass cut into pixels.
 */
@NullMarked
package org.vaelab.framework.parts.pixelcnn;

import org.jspecify.annotations.NullMarked;
