// SPDX-License-Identifier: Apache-2.0

/**
 * The gated PixelCNN, which the likelihood and the prior of that name are made of: its causal
 * layers, its logits in one pass, and its draws in one pass cut into pixels.
 */
@NullMarked
package org.vaelab.framework.parts.pixelcnn;

import org.jspecify.annotations.NullMarked;
