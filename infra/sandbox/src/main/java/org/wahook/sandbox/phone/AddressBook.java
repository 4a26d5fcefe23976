package org.wahook.sandbox.phone;

import java.util.List;
import java.util.Optional;
import org.wahook.testbed.meta.Customer;

/** The customers that a person can write as. The last one hides the phone number behind a username. */
final class AddressBook {

    static final List<Customer> CUSTOMERS = List.of(
            Customer.withPhone("4915112345678", "Anna"),
            Customer.withPhone("14155550123", "Bob"),
            Customer.withPhone("81312345678", "Chiyo"),
            Customer.withoutPhone("US.13491208655302741918", "Dara"));

    private AddressBook() {}

    /** What the house keeps their conversations under. */
    static String contactOf(Customer customer) {
        return customer.phone() == null ? customer.userId() : customer.phone();
    }

    static Optional<Customer> find(String contact) {
        return CUSTOMERS.stream()
                .filter(customer -> contactOf(customer).equals(contact))
                .findFirst();
    }
}
