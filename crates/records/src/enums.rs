//! The enums on the wire: the number is sent, number and name are both accepted.

use crate::wire_enum;

wire_enum! {
    /// Where a customer means to work on a weekday.
    pub enum Attendance as "eCoworkerAttendance" {
        WorkingFromOffice = 1,
        WorkingFromHome = 2,
        WorkingFromAbroad = 3,
        NotWorking = 4,
        Undefined = 5,
    }
}

wire_enum! {
    /// Why a booking is cancelled.
    pub enum BookingCancellationReason as "eBookingCancellationReason" {
        NoLongerNeeded = 1,
        TooExpensive = 2,
        RebookedForADifferentTime = 4,
        FailedToPayUpfront = 5,
        Other = 7,
        NotCheckedIn = 8,
    }
}

wire_enum! {
    /// By what a booking repeats.
    pub enum BookingRepeatCycle as "eBookingRepeatCycle" {
        Daily = 1,
        Weekly = 2,
        Monthly = 3,
        Yearly = 4,
        FirstOfMonth = 5,
        SecondOfMonth = 6,
        ThirdOfMonth = 7,
        LastOfMonth = 8,
        FourthOfMonth = 9,
    }
}

wire_enum! {
    /// What brought a check-in about.
    pub enum CheckinSource as "eCheckinSource" {
        None = 0,
        Manual = 1,
        DoorAccess = 2,
        NetworkActivity = 3,
        Tile = 4,
        Sensor = 5,
    }
}

wire_enum! {
    /// Whether a customer is a person or a company.
    pub enum CoworkerType as "eCoworkerRecordType" {
        Individual = 1,
        Company = 2,
    }
}

wire_enum! {
    /// A weekday; the week starts on Sunday.
    pub enum DayOfWeek as "DayOfWeek" {
        Sunday = 0,
        Monday = 1,
        Tuesday = 2,
        Wednesday = 3,
        Thursday = 4,
        Friday = 5,
        Saturday = 6,
    }
}

wire_enum! {
    /// What an item on a floor plan is.
    pub enum FloorPlanItemType as "eFloorPlanItemType" {
        Office = 1,
        DedicatedDesk = 2,
        HotDesk = 3,
        Other = 4,
        Room = 5,
    }
}

wire_enum! {
    /// What a floor space is measured in.
    pub enum FloorUnit as "eFloorUnit" {
        SqFt = 1,
        SqMt = 2,
    }
}

wire_enum! {
    /// The gender of a customer, if told.
    pub enum Gender as "eGender" {
        None = 0,
        NotSet = 1,
        Male = 2,
        Female = 3,
        Other = 4,
        RatherNotSay = 5,
    }
}

wire_enum! {
    /// How exactly a phone has to know where it is.
    pub enum GeofencePrecision as "eGeofencePrecission" {
        Low = 1,
        Medium = 2,
        High = 3,
        VeryHigh = 4,
    }
}

wire_enum! {
    /// A language the pages and messages come in.
    pub enum Language as "eLanguage" {
        EnglishUS = 1,
        Spanish = 2,
        EnglishUK = 3,
    }
}

wire_enum! {
    /// Which way a payment came.
    pub enum PaymentProvider as "ePaymentProvider" {
        None = 0,
        MultiGateway = 1,
        Stripe = 2,
        Forte = 3,
        AuthorizeNetSubscription = 4,
        PaypalStandardSubscription = 5,
        PayPalAdaptive = 6,
        EPay = 7,
        Braintree = 8,
        EziDebit = 9,
        LiqPay = 10,
        StripeACH = 11,
        GoCardless = 12,
        StripeBACS = 13,
        CreditNote = 94,
        GiftCard = 95,
        BankTransfer = 96,
        Cash = 97,
        Check = 98,
        Other = 99,
    }
}

wire_enum! {
    /// Who made the access points of a network.
    #[allow(non_camel_case_types, reason = "spelt as on the wire")]
    pub enum RadiusServerVendor as "eRadiusServerVendor" {
        Aerohive_Networks = 0,
        Alcatel_Lucent = 1,
        Aruba_Instant = 2,
        Aruba_Mobility_Controller = 3,
        Avaya = 4,
        Bluesocket = 5,
        Casa_Systems = 6,
        ChilliSpot = 7,
        CoovaChilli = 8,
        Cisco_Systems = 9,
        Dell = 10,
        EnGenius = 11,
        ExtremeWireless = 12,
        FortiGate = 13,
        ICC = 14,
        LigoWave = 15,
        Meraki_Sign_On = 16,
        Meraki_ClickThrough = 17,
        Meru_Networks = 18,
        MikroTik = 19,
        Motorola = 20,
        Mojo_Networks = 21,
        Open_Mesh_Cloudtrax = 22,
        pfSense = 23,
        Peplink = 24,
        Ruckus_Wireless = 25,
        Ruckus_Virtual_SZ = 26,
        SonicWall = 27,
        Ubiquiti_Networks = 28,
        TP_Link_EAP = 29,
        Trapeze_Wireless = 30,
        Trendnet = 31,
        Xirrus = 32,
        Virtual_Controller = 33,
        Other = 34,
    }
}

wire_enum! {
    /// What is counted until something is sold again, or can no longer be used.
    pub enum RecurrentChargePattern as "eRecurrentChargePattern" {
        PricePlan = 1,
        Day = 2,
        Week = 3,
        Month = 4,
        Year = 5,
        LastDayOfMonth = 6,
    }
}

wire_enum! {
    /// How often a plan gives its passes anew.
    pub enum RenewalPeriod as "eTimeSpanWeekMonth" {
        Week = 1,
        CalendarMonth = 2,
        TariffMonth = 3,
        Year = 4,
        Day = 5,
    }
}

wire_enum! {
    /// How far a change to a booking reaches into its series.
    pub enum RepeatedBookingUpdate as "eRepeatedBookingUpdateAction" {
        UpdateThisBookingOnly = 1,
        UpdateFutureBookingsOnly = 2,
        UpdateAllBookings = 3,
        UpdateNotChargedBookings = 4,
        DeleteAllBookings = 5,
        DeleteBookingsAfterThis = 6,
        DeleteNotChargedBookings = 7,
        RevertAllCharges = 8,
    }
}

wire_enum! {
    /// How a sensor's readings come in.
    pub enum SensorDataStrategy as "eSensorDataStrategy" {
        Polling = 1,
        Endpoint = 2,
        DisruptiveTechnologies = 3,
        Pressac = 4,
    }
}

wire_enum! {
    /// What a sensor measures.
    pub enum SensorType as "eSensorType" {
        PresenceDetection = 1,
        PeopleCounter = 2,
        Temperature = 3,
        Humidity = 4,
        Light = 5,
        Noise = 6,
        CO2 = 7,
        VolatileOrganicCompounds = 8,
        HarmfulParticulates = 9,
        Touch = 10,
        Water = 11,
        AtmosphericPressure = 12,
        Power = 13,
        OpenClosed = 14,
        Other = 99,
    }
}

wire_enum! {
    /// What kind of membership a plan is.
    pub enum TariffType as "eTariffType" {
        None = 0,
        FullTimePrivateOffice = 1,
        PartTimePrivateOffice = 2,
        FullTimeDedicatedDesk = 3,
        PartTimeDedicatedDesk = 4,
        FullTimeHotDesk = 5,
        PartTimeHotDesk = 6,
        FullTimeOther = 7,
        PartTimeOther = 8,
        Storage = 9,
        VirtualOffice = 10,
        Virtual = 11,
        Other = 99,
    }
}

wire_enum! {
    /// Which of its tax rates an article charges a customer.
    pub enum TaxRateType as "eCoworkerTaxRateType" {
        Default = 1,
        Reduced = 2,
        Exempt = 3,
    }
}

wire_enum! {
    /// What a tile sets off.
    pub enum TileAction as "eAutomationTileAction" {
        None = 1,
        UnlockAct365Door = 2,
        CheckIn = 3,
        CheckOut = 4,
        BookingCheckIn = 5,
        EventCheckIn = 6,
        ResourceCleaned = 7,
        RequestUrl = 8,
        RedirectUrl = 9,
        UnlockDoorDeckDoor = 10,
        UnlockKisiDoor = 11,
        BookResource = 12,
        BookDesk = 13,
        ShowNewBookingForm = 14,
        SmartLock = 15,
        ExtendBookingBy = 16,
        ShowAcsModal = 17,
        UnlockPadWordDoor = 18,
        UnlockOPaxtonNet2Door = 19,
    }
}

wire_enum! {
    /// Whether a tile worked.
    pub enum TileAuditType as "eTileAuditType" {
        Success = 1,
        Failure = 2,
    }
}

wire_enum! {
    /// What kind of place a location is.
    pub enum VenueType as "eVenueType" {
        BusinessCenter = 1,
        CorporateOffice = 2,
        CoworkingSpace = 3,
        Hotel = 4,
        InformalOffice = 5,
        Studio = 6,
        Other = 7,
    }
}

wire_enum! {
    /// Whether the host agrees to a visit.
    pub enum VisitorApproval as "eVisitorHostApprovalStatus" {
        NotRequired = 1,
        Requested = 2,
        Rejected = 3,
        AcceptedAndHold = 4,
        AcceptedAndGrant = 5,
    }
}

wire_enum! {
    /// Who announced a visitor.
    pub enum VisitorSource as "eVisitorSource" {
        Administrator = 1,
        NexIO = 2,
        Customer = 3,
    }
}

wire_enum! {
    /// What a webhook is told of.
    pub enum WebhookAction as "eWebhookAction" {
        None = 1,
        CoworkerUpdate = 2,
        CoworkerCreate = 3,
        BlogPostCreate = 4,
        BlogPostUpdate = 5,
        BookingCreate = 6,
        BookingUpdate = 7,
        BookingDelete = 8,
        SendWelcomeEmail = 9,
        CoworkerContractActivate = 10,
        CoworkerContractCancel = 11,
        CoworkerContractRenew = 12,
        CoworkerContractUpgradeDowngrade = 13,
        CoworkerContractActivateFirst = 14,
        CoworkerInvoiceCreateFirst = 15,
        CoworkerInvoiceCreate = 16,
        CoworkerInvoiceDelete = 17,
        CoworkerInvoiceUpdate = 18,
        CoworkerInvoiceRefund = 19,
        CoworkerInvoiceCreditNote = 20,
        CoworkerInvoicePaid = 21,
        CoworkerInvoiceFailedPayment = 22,
        CoworkerInvoiceReceivedPayment = 23,
        CoworkerInvoiceAwaitingPayment = 24,
        CalendarEventCreate = 25,
        CalendarEventUpdate = 26,
        CalendarEventAttendeeDelete = 27,
        CalendarEventAttendeeCreate = 28,
        CalendarEventAttendeeUpdate = 29,
        GlobalChatMessageCreate = 30,
        NewsLetterSubscriberCreate = 31,
        NewsLetterSubscriberSubscribed = 32,
        NewsLetterSubscriberUnSubscribed = 33,
        NewsLetterSubscriberRemovedFromGroup = 34,
        CoworkerCheckout = 35,
        CoworkerCheckin = 36,
        CoworkerCheckinFailed = 37,
        VisitorNotification = 38,
        CommunityBoardNewThread = 39,
        CommunityBoardNewReply = 40,
        VisitorCheckedin = 41,
        VisitorRegistered = 42,
        BlogPostDelete = 43,
        CalendarEventDelete = 44,
        HelDeskMessageCreated = 45,
        HelpDeskCommentCreated = 46,
        CheckinCreated = 47,
        CheckinUpdated = 48,
        CheckinDeleted = 49,
        CoworkerDelete = 50,
        CoworkerMessageCreate = 51,
        DeliveryCreated = 52,
        DeliveryAssigned = 53,
        ProposalCreated = 54,
        ProposalUpdated = 55,
        ProposalDeleted = 56,
        TeamCreated = 57,
        TeamUpdated = 58,
        TeamDeleted = 59,
        CoworkerContractUpdate = 60,
        AccessControlUpdate = 61,
        CoworkerContractCreate = 62,
        FailedCheckin = 63,
        VisitorDeleted = 64,
        CoworkerInvoiceLedgerEntryCreate = 65,
        CoworkerInvoiceLedgerEntryDelete = 66,
        CoworkerInvoiceLedgerEntryUpdate = 67,
        CoworkerProductCreate = 68,
        CoworkerProductUpdate = 69,
        CoworkerProductDelete = 70,
        FloorPlanDeskCreate = 71,
        FloorPlanDeskDelete = 72,
        FloorPlanDeskUpdate = 73,
        TariffCreate = 74,
        TariffDelete = 75,
        TariffUpdate = 76,
        CoworkerContractDelete = 77,
        FloorPlanCreate = 78,
        FloorPlanDelete = 79,
        FloorPlanUpdate = 80,
        ProductCreate = 81,
        ProductDelete = 82,
        ProductUpdate = 83,
        BusinessUpdate = 84,
        CommunityGroupCreate = 85,
        CommunityGroupDelete = 86,
        CommunityGroupUpdate = 87,
        CoworkerPaymentMethodCreate = 88,
        CoworkerPaymentMethodDelete = 89,
        CoworkerPaymentMethodUpdate = 90,
    }
}

wire_enum! {
    /// Which way people pass a door.
    pub enum DoorDirection as "eDoorDirection" {
        Both = 1,
        In = 2,
        Out = 3,
    }
}

wire_enum! {
    /// What kind of thing tells a signal.
    pub enum SignalOrigin as "eSignalOrigin" {
        Door = 1,
        RadiusServer = 2,
        Sensor = 3,
        AutomationTile = 4,
        Batch = 5,
        Tablet = 6,
    }
}

wire_enum! {
    /// What came of a signal.
    pub enum SignalOutcome as "eSignalOutcome" {
        Opened = 1,
        Joined = 2,
        Closed = 3,
        Refused = 4,
        Contradicted = 5,
        TooLate = 6,
        TooEarly = 7,
        Unknown = 8,
        Unreadable = 9,
        Present = 10,
    }
}
