package org.wahook.sandbox.phone;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.wahook.testbed.meta.Customer;

/** The customers that a person can write as. The last one hides the phone number behind a username. */
final class AddressBook {

    static final List<Customer> CUSTOMERS = List.of(
            Customer.withPhone("4915112345678", "Anna"),
            Customer.withPhone("14155550123", "Bob"),
            Customer.withPhone("81312345678", "Chiyo"),
            Customer.withoutPhone("US.13491208655302741918", "Dara"));

    /** Who has another number by now, by the contact of the list above. */
    private static final Map<String, Customer> MOVED = new ConcurrentHashMap<>();

    /** The contact of the list above, by the numbers that it had later. */
    private static final Map<String, String> KNOWN_AS = new ConcurrentHashMap<>();

    private AddressBook() {}

    /** What the service keeps their conversations under at first, and the page always. */
    static String contactOf(Customer customer) {
        return knownAs(customer.phone() == null ? customer.userId() : customer.phone());
    }

    /** The contact on the page of a number that the customer may have had later. */
    static String knownAs(String contact) {
        return KNOWN_AS.getOrDefault(contact, contact);
    }

    /** With the number that the customer has now. */
    static Optional<Customer> find(String contact) {
        return CUSTOMERS.stream()
                .filter(customer -> contactOf(customer).equals(contact))
                .findFirst()
                .map(customer -> MOVED.getOrDefault(contact, customer));
    }

    static String newNumberOf(Customer customer) {
        String phone = customer.phone() == null ? "15550100" : customer.phone();
        return phone.substring(0, phone.length() - 1)
                + (phone.charAt(phone.length() - 1) == '9' ? '0' : (char) (phone.charAt(phone.length() - 1) + 1));
    }

    /** From now on the customer writes from the new number, with another user id, as WhatsApp has it. */
    static void move(Customer customer) {
        String contact = contactOf(customer);
        String phone = newNumberOf(customer);
        KNOWN_AS.put(phone, contact);
        MOVED.put(contact, Customer.withPhone(phone, customer.name()));
    }
}
