package io.github.waitgroup.sample.order;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/** An order as a client asks for it; until it is validated, anything may be null. */
record NewOrder(
        @NotBlank @Size(max = 200) String item,
        @NotNull @Min(1) Integer quantity) {}
