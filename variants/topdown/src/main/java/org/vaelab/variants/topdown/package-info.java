// SPDX-License-Identifier: Apache-2.0

/**
 * Top-down hierarchies: many groups of latent variables on grids from coarse to fine, which share
 * one deterministic path with the decoder (Sonderby et al. 2016; Child 2021).
 */
@NullMarked
package org.vaelab.variants.topdown;

import org.jspecify.annotations.NullMarked;
